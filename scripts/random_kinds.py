"""What random schemas are made of: for each kind of object how one is made up, changed and said in SQL."""
from random_schema import COLUMNS, LITERALS, ROLES, SIMPLE, Gone, literal, quote


class Kind:
    in_schema = True
    # What stays when the rest is made up anew.
    keeps = ("on",)

    def make(self, w, **fixed):
        raise NotImplementedError

    def render(self, w, item):
        raise NotImplementedError

    def tweak(self, w, item):
        fixed = {k: item.p[k] for k in self.keeps if k in item.p}
        fresh = self.make(w, **fixed)
        if not fresh:
            return
        for key in w.some([k for k in item.p if k not in self.keeps], 1, 2):
            if key in fresh:
                item.p[key] = fresh[key]


def columns_of(w, item):
    """Names and types as an expression may use them."""
    if item.kind in ("table", "foreigntable"):
        own = [(c["name"], c["type"]) for c in item.p["columns"]]
        for parent in item.p.get("parents", []):
            if parent in w.items:
                own += [c for c in columns_of(w, w[parent]) if c[0] not in [o[0] for o in own]]
        return own
    if item.kind in ("view", "matview"):
        return [(n, t) for n, t, _ in item.p["targets"]]
    if item.kind == "composite":
        return [(a[0], a[1]) for a in item.p["attributes"]]
    return []


def options(pairs):
    return ", ".join("%s = %s" % p for p in pairs)


class Schema(Kind):
    in_schema = False

    def make(self, w):
        return {"_name": w.one("app", 'Odd "Name" é', "third")}

    def render(self, w, item):
        yield "create schema %s" % quote(item.name)


class Extension(Kind):
    in_schema = False

    def make(self, w):
        return {"_name": w.one("citext", "hstore", "btree_gist", "pg_trgm", "pgcrypto"), "schema": w.one(None, None, "app", "public")}

    def render(self, w, item):
        yield "create extension %s%s" % (quote(item.name), " schema " + item.p["schema"] if item.p["schema"] else "")


class Collation(Kind):
    def make(self, w):
        return {"locale": w.one("de-u-co-phonebk", "en", "sv"), "deterministic": w.chance(0.6), "provider": w.one("icu", "libc")}

    def render(self, w, item):
        if item.p["provider"] == "libc":
            yield "create collation %s (provider = libc, locale = 'C')" % w.sql(item.number)
        else:
            yield "create collation %s (provider = icu, locale = %s, deterministic = %s)" % (
                w.sql(item.number), literal(item.p["locale"]), str(item.p["deterministic"]).lower())


class Enum(Kind):
    LABELS = ["a", "b", "c", "d", "New", "in progress", "it's", "é", "", "z" * 63, "x,y", "f"]

    def make(self, w):
        return {"labels": w.some(self.LABELS, 1, 6)}

    def tweak(self, w, item):
        labels = list(item.p["labels"])
        roll = w.rng.random()
        rest = [x for x in self.LABELS if x not in labels]
        if roll < 0.4 and rest:
            labels.insert(w.rng.randint(0, len(labels)), w.rng.choice(rest))
        elif roll < 0.6 and len(labels) > 1:
            labels.remove(w.rng.choice(labels))
        elif roll < 0.8:
            w.rng.shuffle(labels)
        elif rest:
            labels[w.rng.randrange(len(labels))] = w.rng.choice(rest)
        item.p["labels"] = labels

    def render(self, w, item):
        yield "create type %s as enum (%s)" % (w.sql(item.number), ", ".join(map(literal, item.p["labels"])))


class Domain(Kind):
    def make(self, w):
        base = w.a_type()
        return {"base": base, "default": w.one(None, None, w.expression(base, [])), "notnull": w.chance(0.1),
                "collation": w.one(None, None, None, ("C",), *[i.number for i in w.of("collation")][:1]),
                "checks": [(w.one(None, "ok", "Ch 2", "c3"), w.one(
                    ("sql", "value is not null or true"), ("sql", "value::text <> 'zz'"), ("sql", "length(value::text) < 9000"),
                    ("or", w.condition([]))), w.chance(0.15)) for _ in range(w.rng.choice((0, 0, 1, 2)))]}

    def render(self, w, item):
        p = item.p
        sql = "create domain %s as %s" % (w.sql(item.number), w.type(p["base"]))
        if p["collation"] and p["base"] in ("text", "varchar(20)", "char(3)", "name"):
            sql += ' collate "C"' if p["collation"] == ("C",) else " collate " + w.sql(p["collation"])
        if p["default"]:
            sql += " default " + w.render(p["default"])
        if p["notnull"]:
            sql += " not null"
        yield sql
        for name, check, unvalidated in p["checks"]:
            text = w.render(check[1]) if check[0] == "or" else check[1]
            yield "alter domain %s add %scheck (%s)%s" % (
                w.sql(item.number), "constraint %s " % quote(name) if name else "", text, " not valid" if unvalidated else "")


class Composite(Kind):
    def make(self, w):
        return {"attributes": [(n, w.a_type(rows=False)) for n in w.some(COLUMNS, 1, 4)]}

    def tweak(self, w, item):
        attributes = list(item.p["attributes"])
        roll = w.rng.random()
        free = [c for c in COLUMNS if c not in [a[0] for a in attributes]]
        if roll < 0.35:
            attributes.insert(w.rng.choice((len(attributes), w.rng.randint(0, len(attributes)))), (w.rng.choice(free), w.a_type(rows=False)))
        elif roll < 0.6 and attributes:
            attributes.pop(w.rng.randrange(len(attributes)))
        elif attributes:
            k = w.rng.randrange(len(attributes))
            attributes[k] = (attributes[k][0], w.a_type(rows=False))
        item.p["attributes"] = attributes

    def render(self, w, item):
        yield "create type %s as (%s)" % (
            w.sql(item.number), ", ".join("%s %s" % (quote(n), w.type(t)) for n, t in item.p["attributes"]))


class Range(Kind):
    def make(self, w):
        subtype = w.one("int4", "float8", "text", "time", "numeric", "date", "inet")
        diff = {"float8": "float8mi", "numeric": None, "time": "time"}.get(subtype)
        own = [f.number for f in w.of("function") if [a[1] for a in f.p["args"]] == [subtype, subtype] and f.p["returns"] == "float8"]
        return {"subtype": subtype, "diff": w.one(None, "float8mi" if diff == "float8mi" else None, *own), "multi": w.one(None, None, "mr_%d" % w.rng.randint(1, 40)),
                "collation": w.one(None, '"C"') if subtype == "text" else None}

    def render(self, w, item):
        p = item.p
        parts = ["subtype = " + p["subtype"]]
        if p["diff"]:
            parts.append("subtype_diff = " + (p["diff"] if isinstance(p["diff"], str) else w.sql(p["diff"])))
        if p["multi"]:
            parts.append("multirange_type_name = %s.%s" % (item.schema, quote(p["multi"])))
        if p["collation"] and p["subtype"] == "text":
            parts.append("collation = " + p["collation"])
        yield "create type %s as range (%s)" % (w.sql(item.number), ", ".join(parts))


class BaseType(Kind):
    def make(self, w):
        return {"default": w.one(None, None, "zz"), "storage": w.one("extended", "plain", "main"), "category": w.one("U", "S", "X"),
                "preferred": w.chance(0.2), "delimiter": w.one(",", ";"), "collatable": w.chance(0.3)}

    def render(self, w, item):
        p, name = item.p, w.sql(item.number)
        base = "%s.%s" % (item.schema, quote(item.name[:40] + "_in")), "%s.%s" % (item.schema, quote(item.name[:40] + "_out"))
        yield "create type %s" % name
        yield "create function %s(cstring) returns %s language internal immutable strict as 'textin'" % (base[0], name)
        yield "create function %s(%s) returns cstring language internal immutable strict as 'textout'" % (base[1], name)
        yield ("create type %s (input = %s, output = %s, internallength = variable, storage = %s, category = %s, preferred = %s, delimiter = %s,"
               " collatable = %s%s)") % (name, base[0], base[1], p["storage"], literal(p["category"]), str(p["preferred"]).lower(),
                                         literal(p["delimiter"]), str(p["collatable"]).lower(),
                                         ", default = " + literal(p["default"]) if p["default"] else "")


class Function(Kind):
    keeps = ("sort",)

    def tweak(self, w, item):
        Kind.tweak(self, w, item)
        # What it gives back has to be what it says that it gives back.
        if w.chance(0.3) and item.p["sort"] == "function":
            item.p["returns"] = w.a_type()
        inner = [(a[0], a[1]) for a in item.p["args"] if a[0]]
        if item.p["sort"] == "function": item.p["body"] = w.expression(item.p["returns"], inner)

    def make(self, w, sort=None):
        sort = sort or w.rng.choices(("function", "trigger", "event", "procedure", "table"), (10, 3, 1, 1, 1))[0]
        args = []
        if sort not in ("trigger", "event"):
            args = [(w.one("", n), w.a_type(), None) for n in w.some(COLUMNS, 0, 3)]
            if args and w.chance(0.25):
                n, t, _ = args[-1]
                args[-1] = (n, t, w.expression(t, []))
        returns = {"function": w.a_type(), "trigger": "trigger", "event": "event_trigger", "procedure": None, "table": "table"}[sort]
        if sort == "function" and w.chance(0.15):
            returns, args = "float8", [("", "int4", None), ("", "int4", None)]
        columns = [(n, w.a_type()) for n in w.some(["r1", "R 2", "r3"], 1, 3)]
        source = w.pick("table", "view") if w.chance(0.3) else None
        inner = [(a[0], a[1]) for a in args if a[0]]
        body = w.expression(returns, inner) if sort == "function" else None
        return {"sort": sort, "args": args, "returns": returns, "columns": columns, "source": source and source.number, "body": body,
                "language": w.one("sql", "sql", "plpgsql", "atomic"), "volatility": w.one("immutable", "immutable", "stable", "volatile"),
                "strict": w.chance(0.15), "definer": w.chance(0.1), "leakproof": w.chance(0.05), "cost": w.one(None, None, None, 7),
                "parallel": w.one(None, None, "safe", "restricted"), "note": w.rng.randint(1, 9), "setof": False,
                "set": w.one(None, None, None, "search_path = 'public', 'app'", "work_mem = '5MB'", "\"my.var\" = 'x y'", "datestyle = 'ISO, DMY'")}

    def arguments(self, w, item, names=True, defaults=True):
        texts = []
        for n, t, d in item.p["args"]:
            text = (quote(n) + " " if n and names else "") + w.type(t)
            texts.append(text + (" default " + w.render(d) if d and defaults else ""))
        return ", ".join(texts)

    def render(self, w, item):
        p = item.p
        sort = p["sort"]
        head = "create %s %s(%s)" % ("procedure" if sort == "procedure" else "function", w.sql(item.number), self.arguments(w, item))
        language = p["language"]
        if sort in ("trigger", "event"):
            head += " returns " + p["returns"]
            body = "begin return %s; end -- %d" % ("new" if sort == "trigger" else "", p["note"])
            if sort == "event":
                body = "begin perform %d; end" % p["note"]
            language = "plpgsql"
        elif sort == "procedure":
            body = {"sql": "select %d" % p["note"], "plpgsql": "begin perform %d; end" % p["note"]}.get(language, "select %d" % p["note"])
        elif sort == "table":
            head += " returns table (%s)" % ", ".join("%s %s" % (quote(n), w.type(t)) for n, t in p["columns"])
            values = ", ".join("null::" + w.type(t) for _, t in p["columns"])
            body = {"plpgsql": "begin return query select %s; end" % values}.get(language, "select %s" % values)
        else:
            head += " returns " + w.type(p["returns"])
            value = w.render(p["body"] or ("lit", p["returns"]), "")
            if language == "plpgsql":
                value = "null::" + w.type(p["returns"]) if p["args"] else value
                body = "begin return %s; end" % value
            else:
                body = "select %s" % value
                if p["source"]:
                    body += " from %s limit 1" % w.sql(p["source"])
                body += " -- %d" % p["note"] if language == "sql" else ""
        if language == "sql" or language == "atomic":
            head += " language sql"
        else:
            head += " language plpgsql"
        if sort != "procedure":
            head += " " + p["volatility"] + (" strict" if p["strict"] else "") + (" leakproof" if p["leakproof"] else "")
            head += " cost %d" % p["cost"] if p["cost"] else ""
            head += " parallel " + p["parallel"] if p["parallel"] else ""
        head += " security definer" if p["definer"] else ""
        head += " set " + p["set"] if p["set"] else ""
        if language == "atomic":
            yield head + " begin atomic %s; end" % body
        else:
            yield head + " as " + literal(body)


class Aggregate(Kind):
    def make(self, w):
        t = w.one("int4", "int8", "float8", "numeric")
        sfunc = {"int4": "int4pl", "int8": "int8pl", "float8": "float8pl", "numeric": "numeric_add"}[t]
        own = [f.number for f in w.of("function") if [a[1] for a in f.p["args"]] == [t, t] and f.p["returns"] == t]
        return {"type": t, "sfunc": w.one(sfunc, *own), "init": w.one(None, "0", "1"), "parallel": w.one(None, "safe"),
                "combine": w.chance(0.3), "moving": w.chance(0.2), "final": w.one(None, "extra")}

    def render(self, w, item):
        p = item.p
        t = p["type"]
        plus = {"int4": "int4pl", "int8": "int8pl", "float8": "float8pl", "numeric": "numeric_add"}[t]
        minus = {"int4": "int4mi", "int8": "int8mi", "float8": "float8mi", "numeric": "numeric_sub"}[t]
        parts = ["sfunc = " + (p["sfunc"] if isinstance(p["sfunc"], str) else w.sql(p["sfunc"])), "stype = " + t]
        if p["init"]: parts.append("initcond = '%s'" % p["init"])
        if p["combine"]: parts.append("combinefunc = " + plus)
        if p["parallel"]: parts.append("parallel = safe")
        if p["moving"]: parts += ["msfunc = " + plus, "minvfunc = " + minus, "mstype = " + t]
        yield "create aggregate %s(%s) (%s)" % (w.sql(item.number), t, ", ".join(parts))


class Operator(Kind):
    def make(self, w):
        fs = [f for f in w.of("function") if f.p["sort"] == "function" and len(f.p["args"]) in (1, 2)]
        if not fs: return None
        f = w.rng.choice(fs)
        return {"function": f.number, "_name": w.one("===", "<+>", "@@@", "~~~", "!!!"), "restrict": w.one(None, "eqsel"), "join": w.one(None, "eqjoinsel"),
                "hashes": w.chance(0.2), "commutator": w.chance(0.2)}

    def name(self, item): return "%s.%s" % (item.schema, item.name)

    def arguments(self, w, item):
        args = w[item.p["function"]].p["args"]
        return ("none" if len(args) == 1 else w.type(args[0][1])), w.type(args[-1][1])

    def render(self, w, item):
        p = item.p
        args = w[p["function"]].p["args"]
        if len(args) not in (1, 2):
            raise Gone("arguments")
        parts = ["function = " + w.sql(p["function"]), "rightarg = " + w.type(args[-1][1])]
        if len(args) == 2:
            parts.insert(1, "leftarg = " + w.type(args[0][1]))
            if w[p["function"]].p["returns"] == "bool":
                parts += ["restrict = " + p["restrict"]] if p["restrict"] else []
                parts += ["join = " + p["join"]] if p["join"] else []
                parts += ["hashes"] if p["hashes"] else []
            if p["commutator"] and args[0][1] == args[1][1]:
                parts.append("commutator = operator(%s)" % self.name(item))
        yield "create operator %s (%s)" % (self.name(item), ", ".join(parts))


class OperatorFamily(Kind):
    def make(self, w):
        return {"method": w.one("btree", "hash", "gist")}

    def render(self, w, item):
        yield "create operator family %s using %s" % (w.sql(item.number), item.p["method"])
        if item.p["method"] == "btree" and item.number % 2:
            yield ("alter operator family %s using btree add operator 1 < (int8, int4), operator 3 = (int8, int4), function 1 (int8, int4) btint84cmp(int8, int4)"
                   % w.sql(item.number))


class OperatorClass(Kind):
    def make(self, w):
        families = [f.number for f in w.of("opfamily") if f.p["method"] == "btree"]
        return {"family": w.one(None, *families), "type": w.one("int4", "text"), "default": False, "all": w.chance(0.7), "equal": w.chance(0.4)}

    def render(self, w, item):
        p = item.p
        operators = ["operator %d %s" % o for o in ((1, "<"), (2, "<="), (3, "="), (4, ">="), (5, ">"))]
        functions = {"int4": ["function 1 btint4cmp(int4, int4)"], "text": ["function 1 bttextcmp(text, text)"]}[p["type"]]
        if p["equal"]:
            functions.append({"int4": "function 2 btint4sortsupport(internal)", "text": "function 2 bttextsortsupport(internal)"}[p["type"]])
        yield "create operator class %s for type %s using btree%s as %s" % (
            w.sql(item.number), p["type"], " family " + w.sql(p["family"]) if p["family"] else "", ", ".join(operators + functions))


class Cast(Kind):
    in_schema = False

    def make(self, w):
        fs = [f for f in w.of("function") if f.p["sort"] == "function" and len(f.p["args"]) == 1
              and (isinstance(f.p["returns"], tuple) or isinstance(f.p["args"][0][1], tuple))]
        types = w.of("enum", "composite", "basetype", "range")
        if fs and w.chance(0.7):
            return {"function": w.rng.choice(fs).number, "context": w.one("", " as assignment", " as implicit"), "type": None, "back": False}
        if not types: return None
        return {"function": None, "type": w.rng.choice(types).number, "context": w.one("", " as assignment"), "back": w.chance(0.5)}

    def ends(self, w, item):
        p = item.p
        if p["function"]:
            f = w[p["function"]]
            if len(f.p["args"]) != 1: raise Gone("cast")
            return w.type(f.p["args"][0][1]), w.type(f.p["returns"])
        ends = w.sql(p["type"]), "int8"
        return ends[::-1] if p["back"] else ends

    def render(self, w, item):
        p = item.p
        source, target = self.ends(w, item)
        way = "with inout"
        if p["function"]:
            way = "with function %s(%s)" % (w.sql(p["function"]), source)
        yield "create cast (%s as %s) %s%s" % (source, target, way, p["context"])


class Conversion(Kind):
    def make(self, w):
        return {"default": w.chance(0.3), "back": w.chance(0.3)}

    def render(self, w, item):
        ends = ("'UTF8'", "'LATIN1'", "utf8_to_iso8859_1") if item.p["back"] else ("'LATIN1'", "'UTF8'", "iso8859_1_to_utf8")
        yield "create %sconversion %s for %s to %s from %s" % (("default " if item.p["default"] else "", w.sql(item.number)) + ends)


class Language(Kind):
    in_schema = False

    def make(self, w):
        return {"trusted": w.chance(0.5), "inline": w.chance(0.5), "validator": w.chance(0.5)}

    def render(self, w, item):
        p = item.p
        yield "create %slanguage %s handler plpgsql_call_handler%s%s" % (
            "trusted " if p["trusted"] else "", quote(item.name), " inline plpgsql_inline_handler" if p["inline"] else "",
            " validator plpgsql_validator" if p["validator"] else "")


class Transform(Kind):
    in_schema = False

    def make(self, w):
        return {"_name": "x", "to": w.chance(0.7), "type": w.one("int4", "int8")}

    def render(self, w, item):
        t = item.p["type"]
        yield "create transform for %s language sql (from sql with function prsd_lextype(internal)%s)" % (
            t, ", to sql with function %srecv(internal)" % t if item.p["to"] else "")


class AccessMethod(Kind):
    in_schema = False

    def make(self, w):
        return {"_name": w.one("heap2", "Heap 3"), "sort": w.one("table", "table", "index")}

    def render(self, w, item):
        yield "create access method %s type %s handler %s" % (
            quote(item.name), item.p["sort"], "heap_tableam_handler" if item.p["sort"] == "table" else "bthandler")


class TsParser(Kind):
    def make(self, w):
        return {"headline": w.chance(0.5)}

    def render(self, w, item):
        yield "create text search parser %s (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype%s)" % (
            w.sql(item.number), ", headline = prsd_headline" if item.p["headline"] else "")


class TsTemplate(Kind):
    def make(self, w):
        return {"init": w.chance(0.5)}

    def render(self, w, item):
        yield "create text search template %s (%slexize = dsimple_lexize)" % (
            w.sql(item.number), "init = dsimple_init, " if item.p["init"] else "")


class TsDictionary(Kind):
    def make(self, w):
        own = [t.number for t in w.of("tstemplate") if t.p["init"]]
        return {"template": w.one("pg_catalog.simple", "pg_catalog.simple", *own), "accept": w.one(None, "true", "false"), "stop": w.one(None, "english")}

    def render(self, w, item):
        p = item.p
        template = p["template"] if isinstance(p["template"], str) else w.sql(p["template"])
        extra = (", accept = " + p["accept"] if p["accept"] else "") + (", stopwords = " + p["stop"] if p["stop"] else "")
        yield "create text search dictionary %s (template = %s%s)" % (w.sql(item.number), template, extra)


class TsConfiguration(Kind):
    TOKENS = ["asciiword", "word", "numword", "email", "url", "host", "int", "float"]

    def make(self, w):
        own = [d.number for d in w.of("tsdictionary")]
        parsers = [d.number for d in w.of("tsparser")]
        return {"parser": w.one(None, None, *parsers), "mappings": [(t, [w.one("simple", "english_stem", *own) for _ in range(w.rng.randint(1, 2))])
                for t in w.some(self.TOKENS, 0, 4)]}

    def render(self, w, item):
        p = item.p
        yield "create text search configuration %s (parser = %s)" % (w.sql(item.number), w.sql(p["parser"]) if p["parser"] else "pg_catalog.default")
        for token, dictionaries in p["mappings"]:
            names = []
            for d in dictionaries:
                if d not in names: names.append(d)
            try:
                yield "alter text search configuration %s add mapping for %s with %s" % (
                    w.sql(item.number), token, ", ".join(d if isinstance(d, str) else w.sql(d) for d in names))
            except Gone:
                pass


class Wrapper(Kind):
    in_schema = False

    def make(self, w):
        return {"options": [(o, literal(w.one("1", "x y", "it's"))) for o in w.some(["debug", "alpha", '"Odd One"'], 0, 2)]}

    def render(self, w, item):
        o = item.p["options"]
        yield "create foreign data wrapper %s%s" % (quote(item.name), " options (%s)" % ", ".join("%s %s" % x for x in o) if o else "")


class Server(Kind):
    in_schema = False

    def make(self, w, on=None):
        on = on or (w.pick("wrapper") or w.add("wrapper")).number
        return {"on": on, "type": w.one(None, "tt"), "version": w.one(None, None, "9.1", "2"),
                "options": [(o, literal(w.one("1", "x y", "it's"))) for o in w.some(["host", "dbname"], 0, 2)]}

    def render(self, w, item):
        p = item.p
        yield "create server %s%s%s foreign data wrapper %s%s" % (
            quote(item.name), " type " + literal(p["type"]) if p["type"] else "", " version " + literal(p["version"]) if p["version"] else "",
            w.sql(p["on"]), " options (%s)" % ", ".join("%s %s" % x for x in p["options"]) if p["options"] else "")


class UserMapping(Kind):
    in_schema = False

    def make(self, w, on=None):
        on = on or (w.pick("server") or w.add("server")).number
        return {"on": on, "_name": "x", "user": w.one("public", *ROLES), "options": [(o, literal(w.one("1", "pw"))) for o in w.some(['"user"', "password"], 0, 2)]}

    def render(self, w, item):
        p = item.p
        yield "create user mapping for %s server %s%s" % (
            p["user"], w.sql(p["on"]), " options (%s)" % ", ".join("%s %s" % x for x in p["options"]) if p["options"] else "")


class Sequence(Kind):
    def make(self, w):
        return {"type": w.one(None, "integer", "smallint"), "start": w.one(None, 5, 100), "increment": w.one(None, 2, -1), "min": w.one(None, None, -50),
                "max": w.one(None, None, 3000), "cache": w.one(None, 10), "cycle": w.chance(0.2), "owner": None, "unlogged": w.chance(0.1),
                "owned": None if w.chance(0.6) or not w.of("table") else (lambda t: (t.number, w.rng.choice(t.p["columns"])["name"]) if t.p["columns"] else None)(w.pick("table"))}

    def render(self, w, item):
        p = item.p
        sql = "create %ssequence %s" % ("unlogged " if p["unlogged"] else "", w.sql(item.number))
        for key, word in (("type", "as"), ("increment", "increment by"), ("min", "minvalue"), ("max", "maxvalue"), ("start", "start"), ("cache", "cache")):
            if p[key] is not None: sql += " %s %s" % (word, p[key])
        yield sql + (" cycle" if p["cycle"] else "")
        if p["owned"]:
            try:
                yield "alter sequence %s owned by %s.%s" % (w.sql(item.number), w.sql(p["owned"][0]), quote(p["owned"][1]))
            except Gone:
                pass


class Table(Kind):
    """Plain, partitioned, a partition, an heir, of a type."""
    prefix = "table"

    def column(self, w, name, others, sort="plain"):
        t = w.a_type(simple=w.chance(0.4))
        columns = [(c["name"], c["type"]) for c in others if not c["generated"]]
        result = {"name": name, "type": t, "notnull": w.chance(0.2), "default": None, "generated": None, "identity": None, "collation": None,
                  "storage": None, "compression": None, "statistics": None, "options": None, "serial": False, "sequence": None}
        roll = w.rng.random()
        if t in ("int4", "int8", "int2") and roll < 0.35 and sort != "foreign":
            if w.chance(0.5):
                result["identity"] = (w.one("always", "by default"), w.one("", "", "start 10", "increment 5 cache 3", "minvalue -3 cycle"))
                result["notnull"] = True
            else:
                result["serial"] = True
        elif roll < 0.15 and columns:
            result["generated"] = w.expression(t, columns, 0, True)
        elif roll < 0.45:
            result["default"] = w.expression(t, [])
        elif roll < 0.5 and w.of("sequence") and t in ("int4", "int8"):
            result["sequence"] = w.pick("sequence").number
        if w.chance(0.1): result["statistics"] = w.one(0, 50, 1000)
        if w.chance(0.06): result["options"] = w.one("n_distinct = 5", "n_distinct_inherited = -0.5, n_distinct = 7")
        if t in ("text", "varchar(20)"):
            if w.chance(0.15): result["collation"] = w.one(("C",), ("POSIX",), *[i.number for i in w.of("collation")])
            if w.chance(0.1): result["compression"] = w.one("pglz", "lz4")
        if w.chance(0.08): result["storage"] = w.one("plain", "external", "main", "extended")
        return result

    def make(self, w, sort=None):
        sort = sort or w.rng.choices(("plain", "partitioned", "partition", "heir", "of"), (10, 3, 4, 2, 1))[0]
        p = {"sort": sort, "columns": [], "parents": [], "bound": None, "key": None, "type": None, "unlogged": w.chance(0.08), "options": w.one(
            None, None, None, None, "fillfactor = 70", "autovacuum_enabled = false, toast.autovacuum_enabled = false", "parallel_workers = 3"),
             "rls": w.chance(0.12), "force": w.chance(0.08), "identity": w.one(None, None, None, None, None, "full", "nothing"), "method": None}
        if sort == "partition":
            parents = [t for t in w.of("table") if t.p["key"]]
            if not parents: return None
            parent = w.rng.choice(parents)
            p["parents"] = [parent.number]
            p["bound"] = w.rng.randint(0, 5)
            if w.chance(0.25):
                p["key"] = parent.p["key"]
                p["key"] = (w.one("list", "range", "hash"), parent.p["key"][1], parent.p["key"][2])
            p["local"] = w.chance(0.3)
            return p
        if sort == "of":
            types = w.of("composite")
            if not types: return None
            p["type"] = w.rng.choice(types).number
            return p
        if sort == "heir":
            tables = [t for t in w.of("table") if not t.p["key"] and not t.p["bound"] and not t.p["type"]]
            if not tables: return None
            p["parents"] = [t.number for t in w.some(tables, 1, 2)]
        names = w.some(COLUMNS, 0 if sort == "heir" else 1, 7)
        for name in names:
            p["columns"].append(self.column(w, name, p["columns"]))
        if sort == "partitioned":
            plain = [c for c in p["columns"] if not c["generated"] and not c["identity"] and isinstance(c["type"], str)
                     and c["type"] in ("int4", "int8", "text", "date", "numeric")]
            if not plain:
                p["columns"].append(dict(self.column(w, "pkey", []), type="int4", generated=None, identity=None, default=None, serial=False, sequence=None))
                plain = [p["columns"][-1]]
            key = w.rng.choice(plain)
            p["key"] = (w.one("range", "list", "hash"), key["name"], key["type"])
            p["unlogged"] = False
            p["options"] = None
        if sort == "plain" and w.chance(0.06):
            methods = [m.number for m in w.of("accessmethod") if m.p["sort"] == "table"]
            p["method"] = w.one(None, *methods)
        return p

    def tweak(self, w, item):
        p = item.p
        roll = w.rng.random()
        columns = p["columns"] = [dict(c) for c in p["columns"]]
        free = [c for c in COLUMNS if c not in [x["name"] for x in columns]]
        if p["sort"] == "partition" and roll < 0.5:
            if roll < 0.3: p["bound"] = w.rng.randint(0, 5)
            elif roll < 0.4: p["sort"], p["columns"], p["bound"] = "plain", [
                self.column(w, n, []) for n in w.some(COLUMNS, 1, 3)], None
            else:
                parents = [t.number for t in w.of("table") if t.p["key"] and t.number != item.number]
                if parents: p["parents"] = [w.rng.choice(parents)]
        elif p["key"] and p["sort"] == "partitioned" and roll < 0.12:
            fresh = self.make(w, "partitioned")
            p["key"] = (w.one("range", "list", "hash"),) + p["key"][1:]
            del fresh
        elif p["key"] and p["sort"] == "partitioned" and roll < 0.16:
            p["key"], p["sort"] = None, "plain"
        elif p["sort"] == "plain" and roll < 0.04 and columns:
            p["key"], p["sort"], p["unlogged"], p["options"] = ("hash", columns[0]["name"], columns[0]["type"]), "partitioned", False, None
        elif p["sort"] == "heir" and roll < 0.3:
            tables = [t.number for t in w.of("table") if not t.p["key"] and not t.p["bound"] and t.number != item.number]
            p["parents"] = w.some(tables, 0, 2)
        elif roll < 0.45 and free:
            columns.insert(w.rng.choice((len(columns), w.rng.randint(0, len(columns)))), self.column(w, w.rng.choice(free), columns))
        elif roll < 0.55 and columns:
            columns.pop(w.rng.randrange(len(columns)))
        elif roll < 0.6 and columns and free:
            w.rng.choice(columns)["name"] = w.rng.choice(free)
        elif roll < 0.88 and columns:
            k = w.rng.randrange(len(columns))
            fresh = self.column(w, columns[k]["name"], columns[:k])
            if w.chance(0.4):
                columns[k] = fresh
            else:
                for key in w.some([x for x in fresh if x != "name"], 1, 2): columns[k][key] = fresh[key]
        else:
            fresh = self.make(w, "plain")
            for key in w.some(["unlogged", "options", "rls", "force", "identity"], 1, 2):
                if not p["key"] or key in ("rls", "force", "identity"): p[key] = fresh[key]

    def column_sql(self, w, c):
        sql = "%s %s" % (quote(c["name"]), w.type(c["type"]))
        if c["serial"] and c["type"] in ("int4", "int8", "int2"):
            sql = "%s %s" % (quote(c["name"]), {"int4": "serial", "int8": "bigserial", "int2": "smallserial"}[c["type"]])
        elif c["compression"] and c["type"] in ("text", "varchar(20)"): sql += " compression " + c["compression"]
        if c["collation"] and c["type"] in ("text", "varchar(20)"):
            sql += " collate " + (quote(c["collation"][0]) if isinstance(c["collation"], tuple) else w.sql(c["collation"]))
        if c["notnull"]: sql += " not null"
        if c["generated"]: sql += " generated always as (%s) stored" % w.render(c["generated"])
        elif c["identity"] and c["type"] in ("int4", "int8", "int2"):
            sql += " generated %s as identity%s" % (c["identity"][0], " (%s)" % c["identity"][1] if c["identity"][1] else "")
        elif c["default"] and not c["serial"]: sql += " default " + w.render(c["default"])
        elif c["sequence"] and not c["serial"] and c["type"] in ("int4", "int8"): sql += " default nextval(%s)" % literal(w.sql(c["sequence"]))
        return sql

    def bound(self, w, item, parent):
        strategy, name, t = parent.p["key"]
        n = item.p["bound"]
        if strategy == "hash": return "for values with (modulus 4, remainder %d)" % (n % 4)
        if n == 5: return "default"
        values = {"int4": [str(k * 10) for k in range(6)], "int8": [str(k * 10) for k in range(6)], "numeric": ["%d.5" % (k * 10) for k in range(6)],
                  "text": [literal("abcdefg"[k]) for k in range(6)], "date": ["'202%d-01-01'" % k for k in range(6)]}.get(t)
        if not values: raise Gone("bound")
        if strategy == "list": return "for values in (%s)" % values[n]
        return "for values from (%s) to (%s)" % (values[n] if n else "minvalue", values[n + 1] if n < 4 else "maxvalue")

    def render(self, w, item):
        p = item.p
        name = w.sql(item.number)
        lines = []
        for c in p["columns"]:
            try:
                lines.append((c, self.column_sql(w, c)))
            except Gone:
                pass
        head = "create %stable %s" % ("unlogged " if p["unlogged"] and not p["key"] else "", name)
        if p["sort"] == "partition":
            parent = w[p["parents"][0]]
            if not parent.p["key"]: raise Gone("key")
            if p.get("local"):
                # Made apart and attached, as pg_dump does it.
                yield "create table %s (like %s including defaults including constraints including generated)" % (name, w.sql(parent.number))
                yield "alter table %s attach partition %s %s" % (w.sql(parent.number), name, self.bound(w, item, parent))
            else:
                yield head + " partition of %s %s" % (w.sql(parent.number), self.bound(w, item, parent)) + (
                    " partition by %s (%s)" % (p["key"][0], quote(p["key"][1])) if p["key"] else "")
        elif p["sort"] == "of":
            yield head + " of " + w.sql(p["type"])
        else:
            parents = [w.sql(x) for x in p["parents"] if x in w.items] if p["sort"] == "heir" else []
            sql = head + " (%s)" % ", ".join(l for _, l in lines)
            if parents: sql += " inherits (%s)" % ", ".join(parents)
            if p["key"]: sql += " partition by %s (%s)" % (p["key"][0], quote(p["key"][1]))
            if p["method"]: sql += " using " + quote(w[p["method"]].name)
            yield sql
        if p["options"] and not p["key"]: yield "alter table %s set (%s)" % (name, p["options"])
        for c, _ in lines:
            column = "alter table only %s alter column %s " % (name, quote(c["name"]))
            if c["storage"]: yield column + "set storage " + c["storage"]
            if c["statistics"] is not None: yield column + "set statistics %d" % c["statistics"]
            if c["options"]: yield column + "set (%s)" % c["options"]
        if p["rls"]: yield "alter table %s enable row level security" % name
        if p["force"]: yield "alter table %s force row level security" % name
        if p["identity"]: yield "alter table %s replica identity %s" % (name, p["identity"])


class ForeignTable(Kind):
    def make(self, w, on=None):
        on = on or (w.pick("server") or w.add("server")).number
        columns = []
        for name in w.some(COLUMNS, 1, 4):
            columns.append(TABLE.column(w, name, columns, "foreign"))
        return {"on": on, "columns": columns, "options": [(o, literal(w.one("1", "x y"))) for o in w.some(["schema_name", "table_name"], 0, 2)],
                "check": w.condition([(c["name"], c["type"]) for c in columns]) if w.chance(0.3) else None, "foreign": w.chance(0.3)}

    def tweak(self, w, item):
        if w.chance(0.4): return Kind.tweak(self, w, item)
        columns = item.p["columns"] = [dict(c) for c in item.p["columns"]]
        free = [c for c in COLUMNS if c not in [x["name"] for x in columns]]
        k = w.rng.randrange(len(columns)) if columns else None
        if k is None or w.chance(0.4): columns.append(TABLE.column(w, w.rng.choice(free), columns, "foreign"))
        elif w.chance(0.4): columns.pop(k)
        else: columns[k] = TABLE.column(w, columns[k]["name"], columns[:k], "foreign")

    def render(self, w, item):
        p = item.p
        lines = []
        for n, c in enumerate(p["columns"]):
            try:
                text = TABLE.column_sql(w, dict(c, compression=None, serial=False))
                if p["foreign"] and n == 0:
                    name = quote(c["name"])
                    head = name + " " + w.type(c["type"])
                    text = head + " options (column_name 'x')" + text[len(head):]
                lines.append(text)
            except Gone:
                pass
        if p["check"]: lines.append("constraint fchk check (%s)" % w.render(p["check"]))
        yield "create foreign table %s (%s) server %s%s" % (
            w.sql(item.number), ", ".join(lines), w.sql(p["on"]), " options (%s)" % ", ".join("%s %s" % x for x in p["options"]) if p["options"] else "")


class Constraint(Kind):
    in_schema = False

    def make(self, w, on=None):
        table = w[on] if on else w.pick("table")
        if not table: return None
        columns = columns_of(w, table)
        if not columns: return None
        sort = w.rng.choices(("p", "u", "c", "f", "x"), (5, 3, 4, 5, 1))[0]
        p = {"on": table.number, "sort": sort, "columns": [c[0] for c in w.some(columns, 1, 2)], "deferrable": w.one("", "", "", " deferrable", " deferrable initially deferred"),
             "condition": w.condition(columns), "invalid": w.chance(0.15), "noinherit": w.chance(0.15), "include": [c[0] for c in w.some(columns, 1, 1)] if w.chance(0.1) else [],
             "nulls": w.chance(0.2), "target": None, "actions": w.one("", "", " on delete cascade", " on update cascade on delete set null", " on delete set default", " match full", " on delete restrict"),
             "options": w.one("", "", "", " with (fillfactor = 60)"), "comment": None, "identity": w.chance(0.1)}
        if sort == "f":
            keys = [c for c in w.of("constraint") if c.p["sort"] in "pu" and c.p["on"] in w.items]
            pairs = []
            for key in keys:
                types = dict(columns_of(w, w[key.p["on"]]))
                wanted = [types.get(c) for c in key.p["columns"]]
                chosen = []
                for t in wanted:
                    fitting = [c[0] for c in columns if c[1] == t and c[0] not in chosen]
                    if fitting: chosen.append(w.rng.choice(fitting))
                if len(chosen) == len(wanted): pairs.append((key.number, chosen))
            if not pairs: return None
            p["target"], p["columns"] = w.rng.choice(pairs)
        if table.p.get("key") and sort in "pu" and table.p["key"][1] not in p["columns"]:
            p["columns"].append(table.p["key"][1])
        return p

    keeps = ("on", "sort", "target")

    def make_like(self, w, p):
        return self.make(w, on=p["on"])

    def tweak(self, w, item):
        fresh = self.make(w, on=item.p["on"]) if item.p["on"] in w.items else None
        if not fresh: return
        if w.chance(0.2) and fresh["sort"] != "f":
            item.p = fresh
            return
        for key in w.some(["deferrable", "condition", "invalid", "noinherit", "include", "nulls", "actions", "options", "identity"], 1, 3):
            item.p[key] = fresh[key]

    def render(self, w, item):
        p = item.p
        columns = ", ".join(quote(c) for c in p["columns"])
        head = "alter table %s add constraint %s " % (w.sql(p["on"]), quote(item.name))
        sort = p["sort"]
        if sort in "pu":
            include = [c for c in p["include"] if c not in p["columns"]]
            yield head + ("primary key" if sort == "p" else "unique%s" % (" nulls not distinct" if p["nulls"] else "")) + " (%s)%s%s%s" % (
                columns, " include (%s)" % ", ".join(map(quote, include)) if include else "", p["options"], p["deferrable"])
            if p["identity"] and not p["deferrable"]: yield "alter table %s replica identity using index %s" % (w.sql(p["on"]), quote(item.name))
        elif sort == "c":
            yield head + "check (%s)%s%s" % (w.render(p["condition"]), " no inherit" if p["noinherit"] else "", " not valid" if p["invalid"] else "")
        elif sort == "x":
            yield head + "exclude using btree (%s with =)%s" % (quote(p["columns"][0]), p["deferrable"])
        else:
            key = w[p["target"]]
            yield head + "foreign key (%s) references %s (%s)%s%s%s" % (
                columns, w.sql(key.p["on"]), ", ".join(map(quote, key.p["columns"])), p["actions"], p["deferrable"], " not valid" if p["invalid"] else "")


class View(Kind):
    word = "view"

    def make(self, w):
        sources = [s.number for s in w.some(w.of("table", "view", "matview", "foreigntable"), 0, 2)]
        targets = []
        taken = set()
        everything = []
        for n, s in enumerate(sources):
            for c in columns_of(w, w[s]): everything.append((n, c[0], c[1]))
        for n, name, t in w.some(everything, 0, 4):
            alias = name if name not in taken and w.chance(0.8) else w.one(*COLUMNS)
            if alias in taken: continue
            taken.add(alias)
            if w.chance(0.25):
                t2 = w.a_type()
                targets.append((alias, t2, ("expr", n, w.expression(t2, columns_of(w, w[sources[n]])))))
            else:
                targets.append((alias, t, ("column", n, name)))
        if not targets or w.chance(0.2):
            t = w.a_type()
            targets.append((w.one(*[c for c in COLUMNS if c not in taken]), t, ("expr", 0, w.expression(t, columns_of(w, w[sources[0]]) if sources else []))))
        where = (w.rng.randrange(len(sources)), None) if sources and w.chance(0.4) else None
        if where: where = (where[0], w.condition(columns_of(w, w[sources[where[0]]])))
        return {"sources": sources, "targets": targets, "where": where, "group": w.chance(0.12), "star": w.chance(0.1),
                "options": w.one("", "", "", " with (security_barrier = true)", " with (security_invoker = true)", " with (check_option = 'local')", " with (check_option = 'cascaded', security_barrier = 'false')"),
                "data": w.chance(0.8), "order": w.chance(0.1), "default": w.chance(0.1), "recursive": w.chance(0.05), "cte": w.chance(0.1)}

    def tweak(self, w, item):
        p = item.p
        roll = w.rng.random()
        if roll < 0.2 and len(p["targets"]) > 1:
            p["targets"] = p["targets"][:-1] if w.chance(0.5) else p["targets"][1:]
        elif roll < 0.4:
            t = w.a_type()
            free = [c for c in COLUMNS if c not in [x[0] for x in p["targets"]]]
            p["targets"] = p["targets"] + [(w.rng.choice(free), t, ("expr", 0, w.expression(t, [])))]
        elif roll < 0.5:
            p["targets"] = w.some(p["targets"], len(p["targets"]), len(p["targets"]))
        else:
            fresh = self.make(w)
            for key in w.some(["options", "group", "data", "order", "recursive", "cte", "default"], 1, 2): p[key] = fresh[key]

    def select(self, w, p):
        sources = [w.sql(s) for s in p["sources"]]
        used = []
        for alias, t, target in p["targets"]:
            n = target[1]
            if target[0] == "column": text = "s%d.%s" % (n, quote(target[2]))
            else: text = w.render(target[2], "s%d." % n)
            used.append("%s as %s" % (text, quote(alias)))
        if not used: raise Gone("targets")
        sql = "select %s%s" % (", ".join(used), " , count(*) as n_rows" if p["group"] and sources else "")
        if sources: sql += " from " + " cross join ".join("%s s%d" % (s, n) for n, s in enumerate(sources))
        if p["where"] and sources: sql += " where " + w.render(p["where"][1], "s%d." % p["where"][0])
        if p["group"] and sources: sql += " group by " + ", ".join(str(n + 1) for n in range(len(used)))
        if p["order"]: sql += " order by 1"
        if p["cte"]: sql = "with q as (%s) select * from q" % sql
        if p["recursive"]: sql = "with recursive r(n) as (select 1 union all select n + 1 from r where n < 5) select x.*, r.n as depth from r cross join (%s) x" % sql
        return sql

    def render(self, w, item):
        p = item.p
        yield "create view %s%s as %s" % (w.sql(item.number), p["options"], self.select(w, p))
        if p["default"] and p["targets"]:
            yield "alter view %s alter column %s set default %s" % (w.sql(item.number), quote(p["targets"][0][0]), w.literal(p["targets"][0][1]))


class MaterializedView(View):
    def render(self, w, item):
        p = item.p
        yield "create materialized view %s%s as %s with %sdata" % (
            w.sql(item.number), " with (fillfactor = 80)" if p["star"] else "", self.select(w, p), "" if p["data"] else "no ")


class Index(Kind):
    in_schema = False

    def make(self, w, on=None):
        table = w[on] if on else w.pick("table", "table", "table", "matview")
        if not table: return None
        columns = columns_of(w, table)
        if not columns: return None
        keys = []
        classes = [c for c in w.of("opclass")]
        for _ in range(w.rng.choice((1, 1, 2, 3))):
            name, t = w.rng.choice(columns)
            key = {"column": name, "expr": None, "order": w.one("", "", " desc", " desc nulls last", " nulls first"), "class": "", "collation": ""}
            if w.chance(0.25):
                t = w.one("text", "int4", w.a_type())
                key["expr"] = w.expression(t, columns, 0, True)
            if t == "text" and w.chance(0.3): key["class"] = w.one("text_pattern_ops", *[c.number for c in classes if c.p["type"] == "text"])
            if t == "int4" and w.chance(0.3) and classes: key["class"] = w.one(*[c.number for c in classes])
            if t in ("text", "varchar(20)") and w.chance(0.2): key["collation"] = w.one('"C"', *[c.number for c in w.of("collation")])
            keys.append(key)
        return {"on": table.number, "keys": keys, "unique": w.chance(0.25), "method": w.one("btree", "btree", "btree", "btree", "hash", "gin", "gist", "brin"),
                "where": w.condition(columns) if w.chance(0.25) else None, "include": [c[0] for c in w.some(columns, 1, 2)] if w.chance(0.12) else [],
                "options": w.one("", "", "", " with (fillfactor = 66)"), "nulls": w.chance(0.2), "only": w.chance(0.15), "cluster": w.chance(0.08), "statistics": w.chance(0.1), "identity": w.chance(0.06)}

    def render(self, w, item):
        p = item.p
        keys = []
        for k in p["keys"]:
            text = "(%s)" % w.render(k["expr"]) if k["expr"] else quote(k["column"])
            if k["collation"]: text += " collate " + (k["collation"] if isinstance(k["collation"], str) else w.sql(k["collation"]))
            if p["method"] == "btree":
                if k["class"]: text += " " + (k["class"] if isinstance(k["class"], str) else w.sql(k["class"]))
                text += k["order"]
            keys.append(text)
        table = w[p["on"]]
        if p["method"] in ("hash", "gin", "gist"): keys = keys[:1]
        name = "%s.%s" % (table.schema, quote(item.name))
        unique = p["unique"] and p["method"] == "btree"
        include = p["include"] if p["method"] == "btree" else []
        yield "create %sindex %s on %s%s using %s (%s)%s%s%s%s" % (
            "unique " if unique else "", quote(item.name), "only " if p["only"] else "", w.sql(p["on"]), p["method"], ", ".join(keys),
            " include (%s)" % ", ".join(map(quote, include)) if include else "", " nulls not distinct" if unique and p["nulls"] else "",
            p["options"] if p["method"] in ("btree", "hash") else "", " where " + w.render(p["where"]) if p["where"] else "")
        if p["cluster"]: yield "alter table %s cluster on %s" % (w.sql(p["on"]), quote(item.name))
        if p["identity"] and unique: yield "alter table %s replica identity using index %s" % (w.sql(p["on"]), quote(item.name))
        if p["statistics"] and any(k["expr"] for k in p["keys"]):
            n = [n for n, k in enumerate(p["keys"]) if k["expr"]][0] + 1
            yield "alter index %s alter column %d set statistics 77" % (name, n)


class Statistics(Kind):
    def make(self, w, on=None):
        table = w[on] if on else w.pick("table", "matview")
        if not table: return None
        columns = columns_of(w, table)
        if len(columns) < 2: return None
        return {"on": table.number, "columns": [c[0] for c in w.some(columns, 2, 3)], "expr": w.expression("text", columns, 0, True) if w.chance(0.3) else None,
                "kinds": w.one("", "", "(ndistinct)", "(dependencies, mcv)"), "target": w.one(None, None, 50)}

    def render(self, w, item):
        p = item.p
        yield "create statistics %s %s on %s%s from %s" % (
            w.sql(item.number), p["kinds"], ", ".join(map(quote, p["columns"])), ", (%s)" % w.render(p["expr"]) if p["expr"] else "", w.sql(p["on"]))
        if p["target"]: yield "alter statistics %s set statistics %d" % (w.sql(item.number), p["target"])


class Trigger(Kind):
    in_schema = False

    def make(self, w, on=None):
        table = w[on] if on else w.pick("table", "table", "table", "view", "foreigntable")
        functions = [f for f in w.of("function") if f.p["sort"] == "trigger"]
        if not table or not functions: return None
        columns = columns_of(w, table)
        events = w.some(("insert", "update", "delete"), 1, 3)
        if table.kind == "table" and w.chance(0.1): events = ["truncate"]
        return {"on": table.number, "events": events, "function": w.rng.choice(functions).number, "row": w.chance(0.6), "when": w.condition(columns) if w.chance(0.25) else None,
                "timing": "instead of" if table.kind == "view" else w.one("before", "after"), "of": [c[0] for c in w.some(columns, 1, 2)] if w.chance(0.2) else [],
                "transition": w.chance(0.25), "constraint": w.chance(0.12), "deferrable": w.one("", " deferrable", " deferrable initially deferred"),
                "args": w.one("", "", "'x', 'it''s'"), "state": w.one(None, None, None, None, "disable", "enable replica", "enable always")}

    def render(self, w, item):
        p = item.p
        table = w[p["on"]]
        row = p["row"] or table.kind == "view"
        if "truncate" in p["events"]: row = False
        constraint = p["constraint"] and table.kind == "table" and "truncate" not in p["events"]
        timing = "after" if constraint else p["timing"]
        if constraint: row = True
        prefix = "new." if row and "delete" not in p["events"] else None
        events = " or ".join("update of " + ", ".join(map(quote, p["of"])) if e == "update" and p["of"] and timing != "instead of" and not p["transition"] else e for e in p["events"])
        sql = "create %strigger %s %s %s on %s" % ("constraint " if constraint else "", quote(item.name), timing, events, w.sql(p["on"]))
        if constraint: sql += p["deferrable"]
        if p["transition"] and timing == "after" and not constraint and len(p["events"]) == 1 and table.kind == "table" and "truncate" not in p["events"]:
            sql += " referencing" + (" old table as \"old rows\"" if p["events"][0] != "insert" else "") + (" new table as newt" if p["events"][0] != "delete" else "")
        sql += " for each %s" % ("row" if row else "statement")
        if p["when"] and prefix and timing != "instead of": sql += " when (%s)" % w.render(p["when"], prefix)
        yield sql + " execute function %s(%s)" % (w.sql(p["function"]), p["args"])
        if p["state"] and table.kind == "table": yield "alter table %s %s trigger %s" % (w.sql(p["on"]), p["state"], quote(item.name))


class Rule(Kind):
    in_schema = False

    def make(self, w, on=None):
        table = w[on] if on else w.pick("table", "view")
        if not table: return None
        columns = columns_of(w, table)
        other = w.pick("table")
        return {"on": table.number, "event": w.one("insert", "update", "delete"), "where": w.condition(columns) if w.chance(0.3) else None,
                "instead": w.one("also", "instead"), "action": w.one("nothing", "notify ch", "delete"), "other": other and other.number,
                "state": w.one(None, None, None, "disable", "enable always")}

    def render(self, w, item):
        p = item.p
        action = p["action"]
        if action == "delete": action = "delete from %s where false" % w.sql(p["other"]) if p["other"] else "nothing"
        prefix = "old." if p["event"] != "insert" else "new."
        yield "create rule %s as on %s to %s%s do %s %s" % (
            quote(item.name), p["event"], w.sql(p["on"]), " where " + w.render(p["where"], prefix) if p["where"] else "", p["instead"], action)
        if p["state"] and w[p["on"]].kind == "table": yield "alter table %s %s rule %s" % (w.sql(p["on"]), p["state"], quote(item.name))


class Policy(Kind):
    in_schema = False

    def make(self, w, on=None):
        table = w[on] if on else w.pick("table")
        if not table: return None
        columns = columns_of(w, table)
        return {"on": table.number, "for": w.one("all", "select", "insert", "update", "delete"), "roles": w.some(ROLES, 0, 2), "using": w.condition(columns),
                "check": w.condition(columns), "restrictive": w.chance(0.2), "sub": w.pick("table", "view").number if w.chance(0.15) else None}

    def render(self, w, item):
        p = item.p
        using, check = w.render(p["using"]), w.render(p["check"])
        if p["sub"]: using += " or exists (select from %s)" % w.sql(p["sub"])
        sql = "create policy %s on %s%s for %s" % (quote(item.name), w.sql(p["on"]), " as restrictive" if p["restrictive"] else "", p["for"])
        if p["roles"]: sql += " to " + ", ".join(p["roles"])
        if p["for"] != "insert": sql += " using (%s)" % using
        if p["for"] in ("all", "insert", "update"): sql += " with check (%s)" % check
        yield sql


class Publication(Kind):
    in_schema = False

    def make(self, w):
        tables = []
        for t in w.some(w.of("table"), 0, 3):
            columns = columns_of(w, t)
            tables.append((t.number, [c[0] for c in w.some(columns, 1, 3)] if columns and w.chance(0.2) else None, w.condition(columns) if columns and w.chance(0.2) else None))
        return {"all": w.chance(0.2), "tables": tables, "schemas": w.some(["public", "app"], 1, 2) if w.chance(0.25) else [], "publish": w.one(None, None, "insert", "insert, update"), "root": w.chance(0.2)}

    def render(self, w, item):
        p = item.p
        with_ = []
        if p["publish"]: with_.append("publish = '%s'" % p["publish"])
        if p["root"]: with_.append("publish_via_partition_root = true")
        yield "create publication %s%s%s" % (quote(item.name), " for all tables" if p["all"] else "", " with (%s)" % ", ".join(with_) if with_ else "")
        if p["all"]: return
        for number, columns, where in p["tables"]:
            if number not in w.items: continue
            try:
                yield "alter publication %s add table only %s%s%s" % (quote(item.name), w.sql(number), " (%s)" % ", ".join(map(quote, columns)) if columns else "",
                    " where (%s)" % w.render(where) if where else "")
            except Gone:
                pass
        for s in p["schemas"]: yield "alter publication %s add tables in schema %s" % (quote(item.name), s)


class Subscription(Kind):
    in_schema = False

    def make(self, w):
        return {"publications": w.some(["p1", "P 2", "p3"], 1, 2), "binary": w.chance(0.3), "sync": w.one(None, "'off'", "'on'"), "streaming": w.chance(0.2), "conninfo": w.one("dbname=x", "host=a dbname=b"), "disable": w.chance(0.3)}

    def render(self, w, item):
        p = item.p
        yield "create subscription %s connection %s publication %s with (connect = false, slot_name = none, binary = %s, streaming = %s, disable_on_error = %s%s)" % (
            quote(item.name), literal(p["conninfo"]), ", ".join(map(quote, p["publications"])), str(p["binary"]).lower(), str(p["streaming"]).lower(), str(p["disable"]).lower(),
            ", synchronous_commit = " + p["sync"] if p["sync"] else "")


class EventTrigger(Kind):
    in_schema = False

    def make(self, w):
        functions = [f for f in w.of("function") if f.p["sort"] == "event"]
        if not functions: return None
        return {"function": w.rng.choice(functions).number, "event": w.one("ddl_command_start", "ddl_command_end", "sql_drop"), "tags": w.some(["CREATE CAST", "DROP TABLE", "ALTER TABLE"], 0, 2),
                "state": w.one(None, None, "disable", "enable replica")}

    def render(self, w, item):
        p = item.p
        yield "create event trigger %s on %s%s execute function %s()" % (
            quote(item.name), p["event"], " when tag in (%s)" % ", ".join(map(literal, p["tags"])) if p["tags"] else "", w.sql(p["function"]))
        if p["state"]: yield "alter event trigger %s %s" % (quote(item.name), p["state"])


def reference(w, item):
    """As `comment on` names it."""
    name = w.sql(item.number)
    kind = item.kind
    plain = {"table": "table", "view": "view", "matview": "materialized view", "foreigntable": "foreign table", "sequence": "sequence", "schema": "schema", "enum": "type",
             "composite": "type", "range": "type", "basetype": "type", "domain": "domain", "extension": "extension", "collation": "collation", "conversion": "conversion",
             "language": "language", "accessmethod": "access method", "tsparser": "text search parser", "tstemplate": "text search template", "tsdictionary": "text search dictionary",
             "tsconfiguration": "text search configuration", "wrapper": "foreign data wrapper", "server": "server", "publication": "publication", "subscription": "subscription",
             "eventtrigger": "event trigger", "statistics": "statistics"}
    if kind in plain: return "%s %s" % (plain[kind], name)
    if kind == "index": return "index %s.%s" % (w[item.p["on"]].schema, quote(item.name))
    if kind in ("trigger", "rule", "policy", "constraint"): return "%s %s on %s" % (kind, quote(item.name), w.sql(item.p["on"]))
    if kind == "function": return "%s %s(%s)" % ("procedure" if item.p["sort"] == "procedure" else "function", name, KINDS["function"].arguments(w, item, defaults=False))
    if kind == "aggregate": return "aggregate %s(%s)" % (name, item.p["type"])
    if kind == "operator": return "operator %s (%s, %s)" % ((OPERATOR.name(item),) + OPERATOR.arguments(w, item))
    if kind == "opclass": return "operator class %s using btree" % name
    if kind == "opfamily": return "operator family %s using %s" % (name, item.p["method"])
    if kind == "cast": return "cast (%s as %s)" % KINDS["cast"].ends(w, item)
    if kind == "transform": return "transform for %s language sql" % item.p["type"]
    raise Gone(kind)


class Comment(Kind):
    in_schema = False

    def make(self, w, on=None):
        targets = [i for i in w.items.values() if i.kind not in ("comment", "grant", "defaults", "usermapping", "owner")]
        if not targets: return None
        item = w[on] if on else w.rng.choice(targets)
        columns = columns_of(w, item)
        return {"on": item.number, "_name": "x", "text": w.one("About it.", "It's \"quoted\"\nand long", "back\\slash é", "#{}", "one"),
                "column": w.rng.choice(columns)[0] if columns and w.chance(0.5) else None}

    def render(self, w, item):
        p = item.p
        target = w[p["on"]]
        if p["column"]: yield "comment on column %s.%s is %s" % (w.sql(target.number), quote(p["column"]), literal(p["text"]))
        else: yield "comment on %s is %s" % (reference(w, target), literal(p["text"]))


class Grant(Kind):
    in_schema = False
    RIGHTS = {"table": ["select", "insert", "update", "delete", "truncate", "references", "trigger", "all"], "view": ["select", "insert", "all"], "matview": ["select"],
              "foreigntable": ["select", "update"], "sequence": ["usage", "select", "update"], "schema": ["usage", "create"], "function": ["execute"], "enum": ["usage"],
              "domain": ["usage"], "composite": ["usage"], "range": ["usage"], "basetype": ["usage"], "wrapper": ["usage"], "server": ["usage"], "aggregate": ["execute"], "language": ["usage"]}

    def make(self, w, on=None):
        item = w[on] if on else w.pick("table", "table", *self.RIGHTS)
        if not item: return None
        columns = columns_of(w, item) if item.kind in ("table", "view", "matview", "foreigntable") else []
        return {"on": item.number, "_name": "x", "rights": w.some(self.RIGHTS[item.kind], 1, 3), "to": w.one("public", *ROLES), "option": w.chance(0.2), "revoke": w.chance(0.25),
                "columns": [c[0] for c in w.some(columns, 1, 2)] if columns and w.chance(0.3) else None, "chain": w.chance(0.15)}

    def place(self, w, item):
        kind = item.kind
        if kind in ("table", "view", "matview", "foreigntable"): return "table " + w.sql(item.number)
        if kind in ("function", "aggregate"):
            return "routine %s" % reference(w, item).split(" ", 1)[1]
        word = {"wrapper": "foreign data wrapper", "server": "foreign server", "enum": "type", "composite": "type", "range": "type", "basetype": "type", "domain": "type"}.get(kind, kind)
        return "%s %s" % (word, w.sql(item.number))

    def render(self, w, item):
        p = item.p
        target = w[p["on"]]
        rights = ["all"] if "all" in p["rights"] else p["rights"]
        if p["columns"]:
            rights = [r for r in rights if r in ("select", "insert", "update", "references")] or ["select"]
            rights = ["%s (%s)" % (r, ", ".join(map(quote, p["columns"]))) for r in rights]
        place = self.place(w, target)
        if p["revoke"]: yield "revoke %s on %s from %s" % (", ".join(rights), place, p["to"])
        else:
            yield "grant %s on %s to %s%s" % (", ".join(rights), place, p["to"], " with grant option" if p["option"] and p["to"] != "public" else "")
            if p["option"] and p["chain"] and p["to"] != "public" and not p["columns"]:
                yield "do $$ begin set local role %s; execute %s; reset role; end $$" % (p["to"], literal("grant %s on %s to %s" % (
                    rights[0], place, ROLES[(ROLES.index(p["to"]) + 1) % 3])))


class Defaults(Kind):
    in_schema = False

    def make(self, w):
        what, rights = w.one(("tables", ["select", "insert", "all"]), ("functions", ["execute"]), ("sequences", ["usage", "select"]), ("types", ["usage"]), ("schemas", ["usage", "create"]))
        return {"_name": "x", "what": what, "rights": w.some(rights, 1, 2), "to": w.one("public", *ROLES), "schema": w.one(None, "public", "app") if what != "schemas" else None,
                "revoke": w.chance(0.3), "option": w.chance(0.1), "for": w.one(None, None, *ROLES)}

    def render(self, w, item):
        p = item.p
        rights = "all" if "all" in p["rights"] else ", ".join(p["rights"])
        head = "alter default privileges%s%s " % (" for role " + p["for"] if p["for"] else "", " in schema " + p["schema"] if p["schema"] else "")
        if p["revoke"]: yield head + "revoke %s on %s from %s" % (rights, p["what"], p["to"])
        else: yield head + "grant %s on %s to %s%s" % (rights, p["what"], p["to"], " with grant option" if p["option"] and p["to"] != "public" else "")


TABLE, OPERATOR = Table(), Operator()
KINDS = {"schema": Schema(), "extension": Extension(), "collation": Collation(), "enum": Enum(), "domain": Domain(), "composite": Composite(), "range": Range(),
         "basetype": BaseType(), "function": Function(), "aggregate": Aggregate(), "operator": OPERATOR, "opfamily": OperatorFamily(), "opclass": OperatorClass(),
         "cast": Cast(), "conversion": Conversion(), "language": Language(), "transform": Transform(), "accessmethod": AccessMethod(), "tsparser": TsParser(),
         "tstemplate": TsTemplate(), "tsdictionary": TsDictionary(), "tsconfiguration": TsConfiguration(), "wrapper": Wrapper(), "server": Server(),
         "usermapping": UserMapping(), "sequence": Sequence(), "table": TABLE, "foreigntable": ForeignTable(), "constraint": Constraint(), "view": View(),
         "matview": MaterializedView(), "index": Index(), "statistics": Statistics(), "trigger": Trigger(), "rule": Rule(), "policy": Policy(),
         "publication": Publication(), "subscription": Subscription(), "eventtrigger": EventTrigger(), "comment": Comment(), "grant": Grant(), "defaults": Defaults()}
# In the order in which a schema grows, with how often each is wanted.
PHASES = [
    {"schema": 2, "extension": 0.3, "collation": 0.6},
    {"enum": 2, "composite": 1.5, "domain": 2, "range": 0.8, "basetype": 0.3},
    {"function": 3, "sequence": 1},
    {"table": 6},
    {"domain": 1, "composite": 0.6, "function": 2, "range": 0.4, "table": 3},
    {"view": 3, "matview": 1, "constraint": 5},
    {"function": 2, "view": 2, "constraint": 3, "index": 4, "statistics": 0.7, "aggregate": 0.5, "operator": 0.7, "opfamily": 0.4, "opclass": 0.5, "cast": 0.5},
    {"index": 2, "trigger": 2.5, "rule": 1, "policy": 2, "conversion": 0.2, "language": 0.2, "transform": 0.15, "accessmethod": 0.2, "tsparser": 0.2, "tstemplate": 0.2,
     "tsdictionary": 0.4, "tsconfiguration": 0.4, "wrapper": 0.3, "server": 0.3, "usermapping": 0.3, "foreigntable": 0.6, "publication": 0.6, "subscription": 0.2,
     "eventtrigger": 0.4, "sequence": 0.5, "constraint": 1},
    {"comment": 4, "grant": 4, "defaults": 0.7},
]
