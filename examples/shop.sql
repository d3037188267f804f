create schema shop;

create table shop.customer (
  id bigint generated always as identity primary key,
  email text not null,
  since timestamptz not null default now()
);

create table shop.order (
  id bigint generated always as identity primary key,
  customer_id bigint not null references shop.customer,
  placed timestamptz not null default now()
);

create table shop.order_line (
  order_id bigint not null references shop.order on delete cascade,
  product text not null,
  quantity integer not null,
  price numeric(12, 2) not null
);
