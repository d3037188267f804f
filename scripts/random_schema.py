"""Random schemas of PostgreSQL 15 and random changes of them; the same seed gives the same ones.

A schema is a World: items that refer to each other by number, so that one may be renamed, changed or taken away and what
refers to it follows. What no longer makes sense is refused by PostgreSQL when it is loaded, and is then not part of the
schema: `load_script` says how.
"""
import copy
import random

ROLES = ["fuzz_a", "fuzz_b", '"Fuzz C"']
SCHEMAS = ["public", "app", '"Odd ""Name"" é"']
NAMES = ["t", "item", "order", "User", "a b", 'q"q', "it's", "naïve", "x.y", "select", "café", "Ω", "log", "part", "acct",
         "n" * 63, "v", "main", "total", "kind", "s$1", "back\\slash", "val", "тест"]
COLUMNS = ["id", "a", "b", "c", "d", "e", "Name", "order", "key one", 'q"c', "état", "f", "g", "h", "n" * 63, "it's"]
BASE = ["int4", "int8", "int2", "text", "varchar(20)", "char(3)", "numeric(10,2)", "numeric", "bool", "date",
        "timestamptz", "timestamp(3)", "time", "interval", "uuid", "jsonb", "json", "bytea", "inet", "cidr", "int4[]",
        "text[]", "float8", "float4", "point", "int4range", "bit(4)", "varbit(8)", "tsvector", "xml", "money", "name",
        "oid", "macaddr", "timetz", "daterange", "int8multirange", "box", "\"char\"", "numeric(12,2)[]", "regclass"]
SIMPLE = ["int4", "int8", "text", "varchar(20)", "numeric(10,2)", "date", "bool", "timestamptz", "uuid", "int2"]
LITERALS = {
    "int4": "7", "int8": "8", "int2": "2", "text": "'tx'", "varchar(20)": "'vc'", "char(3)": "'ch'", "numeric(10,2)": "1.25",
    "numeric": "3.5", "bool": "true", "date": "'2024-02-03'", "timestamptz": "'2024-02-03 04:05:06+00'", "json": "'{\"a\": 1}'",
    "timestamp(3)": "'2024-02-03 04:05:06'", "time": "'04:05'", "interval": "'1 day 02:00'", "jsonb": "'[1, 2]'",
    "uuid": "'00000000-0000-0000-0000-000000000001'", "bytea": "'\\x0102'", "inet": "'10.0.0.1/8'", "cidr": "'10.0.0.0/8'",
    "int4[]": "'{1,2}'", "text[]": "'{a,\"b c\"}'", "float8": "2.5", "point": "'(1,2)'", "int4range": "'[1,5)'",
    "bit(4)": "B'1010'", "varbit(8)": "B'101'", "tsvector": "'a b'", "money": "'1.00'", "name": "'nm'", "oid": "17"}
DETERMINISTIC = '"C"'


class Gone(Exception):
    """What is referred to is no longer there."""


def quote(name):
    return '"' + name.replace('"', '""') + '"'


def literal(text):
    if "\\" in text:
        return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
    return "'" + text.replace("'", "''") + "'"


class Item:
    def __init__(self, number, kind, schema, name, params):
        self.number, self.kind, self.schema, self.name, self.p = number, kind, schema, name, params


class World:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.items = {}
        self.last = 0

    # Finding and naming

    def __getitem__(self, number):
        if number not in self.items:
            raise Gone(number)
        return self.items[number]

    def of(self, *kinds):
        return [i for i in self.items.values() if i.kind in kinds]

    def pick(self, *kinds):
        found = self.of(*kinds)
        return self.rng.choice(found) if found else None

    def chance(self, p):
        return self.rng.random() < p

    def one(self, *values):
        return self.rng.choice(values)

    def some(self, values, low, high):
        values = list(values)
        return self.rng.sample(values, min(len(values), self.rng.randint(low, high)))

    def sql(self, number):
        item = self[number]
        return "%s.%s" % (item.schema, quote(item.name)) if item.schema else quote(item.name)

    # Types and expressions

    def a_type(self, simple=False, rows=True):
        if simple or self.chance(0.45):
            return self.one(*SIMPLE)
        own = self.of("enum", "domain", "composite", "range", "basetype")
        if own and self.chance(0.6):
            return (self.one("t", "t", "t", "t[]"), self.rng.choice(own).number)
        if rows and self.chance(0.05):
            row = self.pick("table", "view")
            if row:
                return ("t", row.number)
        return self.one(*BASE)

    def type(self, t):
        if isinstance(t, str):
            return t
        if t[0] == "array":
            return self.type(t[1]) + "[]"
        return self.sql(t[1]) + ("[]" if t[0] == "t[]" else "")

    def literal(self, t, depth=0):
        if isinstance(t, str):
            return "%s::%s" % (LITERALS.get(t, "null"), t)
        item = self[t[1]]
        if t[0] == "t" and item.kind == "enum":
            return "%s::%s" % (literal(item.p["labels"][depth % len(item.p["labels"])]), self.type(t))
        if t[0] == "t" and item.kind == "domain" and depth < 3:
            return "(%s)::%s" % (self.literal(item.p["base"], depth + 1), self.type(t))
        return "null::%s" % self.type(t)

    def expression(self, t, columns, depth=0, immutable=False):
        """A tree that `render` turns into SQL."""
        fitting = [c for c in columns if c[1] == t]
        roll = self.rng.random()
        if fitting and roll < 0.5:
            return ("col", self.rng.choice(fitting)[0])
        if depth < 2 and roll < 0.72:
            calls = [f for f in self.of("function") if f.p["returns"] == t and f.p["sort"] == "function"
                     and (not immutable or f.p["volatility"] == "immutable")]
            if calls:
                f = self.rng.choice(calls)
                return ("call", f.number, [self.expression(a[1], columns, depth + 1, immutable) for a in f.p["args"]])
        if depth < 2 and roll < 0.8:
            return ("case", self.condition(columns, depth + 1), self.expression(t, columns, depth + 1, immutable), ("lit", t))
        if t in ("int4", "int8", "numeric") and depth < 3 and roll < 0.9:
            return ("op", "+", self.expression(t, columns, depth + 1, immutable), ("lit", t))
        if t == "text" and columns and roll < 0.95:
            return ("lower", self.rng.choice(columns)[0])
        return ("lit", t)

    def condition(self, columns, depth=0):
        roll = self.rng.random()
        if depth < 2 and roll < 0.2:
            return ("op", self.one("and", "or"), self.condition(columns, depth + 1), self.condition(columns, depth + 1))
        if columns and roll < 0.6:
            name, t = self.rng.choice(columns)
            return ("null", name, self.one("is null", "is not null"))
        if columns and roll < 0.8:
            name, t = self.rng.choice(columns)
            return ("test", name, t)
        if columns and roll < 0.9:
            fs = [f for f in self.of("function") if f.p["sort"] == "function" and not isinstance(f.p["returns"], tuple)
                  and f.p["volatility"] == "immutable" and f.p["returns"] not in ("trigger", "event_trigger")]
            if fs:
                f = self.rng.choice(fs)
                return ("isnull", ("call", f.number, [self.expression(a[1], columns, depth + 1, True) for a in f.p["args"]]))
        return ("sql", self.one("true", "1 < 2", "'a' <> 'b'", "length('abc') = 3"))

    def render(self, e, prefix=""):
        def r(x): return self.render(x, prefix)
        sort = e[0]
        if sort == "sql": return e[1]
        if sort == "col": return prefix + quote(e[1])
        if sort == "lit": return self.literal(e[1])
        if sort == "call": return "%s(%s)" % (self.sql(e[1]), ", ".join(r(a) for a in e[2]))
        if sort == "case": return "case when %s then %s else %s end" % (r(e[1]), r(e[2]), r(e[3]))
        if sort == "op": return "(%s %s %s)" % (r(e[2]), e[1], r(e[3]))
        if sort == "lower": return "lower((%s%s)::text)" % (prefix, quote(e[1]))
        if sort == "null": return "%s%s %s" % (prefix, quote(e[1]), e[2])
        if sort == "isnull": return "((%s) is null or true)" % r(e[1])
        if sort == "test": return "(%s%s = %s or %s%s is null)" % (prefix, quote(e[1]), self.literal(e[2]), prefix, quote(e[1]))
        raise AssertionError(e)

    # Making

    def add(self, kind, **fixed):
        from random_kinds import KINDS
        try:
            params = KINDS[kind].make(self, **fixed)
        except Gone:
            return None
        if params is None:
            return None
        self.last += 1
        prefix = params.pop("_name", None)
        schema = None
        if KINDS[kind].in_schema:
            schema = self.rng.choices(SCHEMAS, (6, 2, 1))[0]
        name = prefix or self.fresh(kind)
        item = Item(self.last, kind, schema, name, params)
        self.items[self.last] = item
        return item

    def fresh(self, kind):
        name = self.rng.choice(NAMES)
        if self.chance(0.75):
            name = name[:50] + "_" + str(self.rng.randint(1, 60))
        return name

    def fill(self, size):
        """Makes a schema: types first, what needs tables last, each kind as often as it is used."""
        from random_kinds import PHASES
        for name in ("app", 'Odd "Name" é'):
            self.add("schema").name = name
        for kinds in PHASES:
            total = sum(kinds.values())
            for _ in range(self.rng.randint(0, max(1, round(size * total)))):
                self.add(self.rng.choices(list(kinds), list(kinds.values()))[0])
        return self

    def mutated(self, seed, count):
        """Another schema, as many changes away."""
        from random_kinds import KINDS, PHASES
        other = copy.deepcopy(self)
        other.rng = random.Random(seed)
        done = []
        for _ in range(count):
            if not other.items:
                break
            roll = other.rng.random()
            item = other.rng.choice(list(other.items.values()))
            label = "%s %s" % (item.kind, item.name)
            if roll < 0.12:
                kinds = other.rng.choice(PHASES)
                made = other.add(other.rng.choices(list(kinds), list(kinds.values()))[0])
                done.append("add %s" % (made and made.kind + " " + made.name))
            elif roll < 0.24:
                del other.items[item.number]
                done.append("drop " + label)
            elif roll < 0.32:
                item.name = other.fresh(item.kind)
                done.append("rename %s to %s" % (label, item.name))
            elif roll < 0.36 and item.schema:
                item.schema = other.rng.choice(SCHEMAS)
                done.append("move %s to %s" % (label, item.schema))
            elif roll < 0.39:
                twin = other.rng.choice(other.of(item.kind))
                item.name, twin.name = twin.name, item.name
                item.schema, twin.schema = twin.schema, item.schema
                done.append("swap %s and %s" % (label, item.name))
            elif roll < 0.42 and item.kind in ("table", "view", "matview", "sequence", "index"):
                # Another sort of relation under the same name.
                kind = other.one("table", "view", "matview", "sequence", "composite")
                made = other.add(kind)
                if made:
                    made.name, made.schema = item.name, item.schema or made.schema
                    del other.items[item.number]
                    done.append("%s becomes %s" % (label, kind))
            else:
                try:
                    KINDS[item.kind].tweak(other, item)
                except Gone:
                    continue
                done.append("change " + label)
        return other, done

    # Loading

    def statements(self):
        from random_kinds import KINDS
        result = []
        for item in self.items.values():
            try:
                for statement in KINDS[item.kind].render(self, item):
                    result.append(statement)
            except Gone:
                pass
        return result


def load_script(statements):
    """Runs every statement whose turn has come, again and again, until no more of them can be run; says which could not."""
    if not statements:
        return ""
    values = ",\n".join("(%d, %s)" % (n, literal(s)) for n, s in enumerate(statements))
    return """set client_min_messages to warning;
create temp table load_queue (n int, statement text); insert into load_queue values %s;
do $load$
declare entry record; progress boolean; message text; failures text[];
begin
  for pass in 1..6 loop
    progress := false; failures := '{}';
    for entry in select * from load_queue order by n loop
      begin
        execute entry.statement;
        delete from load_queue where n = entry.n; progress := true;
      exception when others then
        failures := failures || (sqlstate || ' ' || sqlerrm || ' : ' || left(entry.statement, 400));
      end;
    end loop;
    exit when not progress;
  end loop;
  foreach message in array failures loop raise warning '%%', message; end loop;
end $load$;
drop table load_queue;
""" % values
