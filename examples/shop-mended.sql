create schema shop;

create table shop.customer (
  id bigint generated always as identity primary key,
  email text not null unique,
  since timestamptz not null default now()
);

create table shop.order (
  id bigint generated always as identity primary key,
  customer_id bigint not null references shop.customer,
  placed timestamptz not null default now()
);

create index order_by_customer on shop.order (customer_id);

create table shop.order_line (
  order_id bigint not null references shop.order on delete cascade,
  number integer not null,
  product text not null,
  quantity integer not null check (quantity > 0),
  price numeric(12, 2) not null,
  primary key (order_id, number)
);
