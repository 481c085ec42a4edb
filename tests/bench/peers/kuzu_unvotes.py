"""The votes as a property graph in Kùzu, and those of the queries that Cypher can say.

Countries, roll calls and issues are nodes; a vote is an edge from country to roll call with its
choice and name. That is another model, and a smaller one: 0.87 million edges for 4.4 million
triples. So compare_peers.py compares only the numbers of rows.
"""
import csv
import os
import tempfile

NAMESPACE = "http://un.example/"
DATE_1985 = "r.date >= date('1985-01-01') AND r.date <= date('1985-12-31')"

CYPHER = {
    "q02_star4": "MATCH (:Country {id: 'country/US'})-[v:Voted]->(r:RollCall) "
                 "WHERE v.choice = 'no' RETURN v.id, r.id",
    "q03_path2":
        "MATCH (:Country {id: 'country/US'})-[v:Voted]->(r:RollCall)<-[w:Voted]-(c:Country) "
        "WHERE v.choice = 'no' AND w.choice = 'no' RETURN c.id, r.id",
    "q06_pair_agreement_1985":
        "MATCH (a:Country)-[v:Voted]->(r:RollCall)<-[w:Voted]-(b:Country) "
        f"WHERE {DATE_1985} AND v.choice = w.choice AND a.id < b.id "
        "RETURN a.id AS a, b.id AS b, count(*) AS n ORDER BY n DESC, a, b LIMIT 20",
    "q07_date_range":
        "MATCH (:Country)-[v:Voted]->(r:RollCall) WHERE r.date >= date('1990-01-01') AND "
        "r.date < date('1995-01-01') AND v.choice = 'abstain' RETURN count(*)",
    "q09_orderby_limit":
        "MATCH (r:RollCall) WHERE r.short IS NOT NULL RETURN r.id AS id, r.date AS date, r.short "
        "ORDER BY date DESC, id LIMIT 20",
    "q11_path_seq_distinct":
        "MATCH (:Country {id: 'country/US'})-[v:Voted]->(:RollCall)<-[w:Voted]-(c:Country) "
        "WHERE v.choice = 'no' AND w.choice = 'no' RETURN DISTINCT c.id",
    "q13_count_all": "MATCH (:Country)-[v:Voted]->(:RollCall) RETURN count(*)",
    "q15_group_country_choice":
        "MATCH (c:Country)-[v:Voted]->(:RollCall) RETURN c.id AS c, v.choice AS x, count(*) AS n "
        "ORDER BY n DESC, c, x LIMIT 20",
    "q17_bulk_65k_rows": "MATCH (c:Country)-[v:Voted]->(r:RollCall) WHERE v.choice = 'no' "
                         "RETURN v.id, c.id, r.id",
    "w02_square":
        "MATCH (a:Country {id: 'country/US'})-[v1:Voted]->(r:RollCall)<-[v2:Voted]-(b:Country)"
        "-[v3:Voted]->(s:RollCall)<-[v4:Voted]-(a), (r)-[:About]->(:Issue {id: 'issue/nu'}), "
        "(s)-[:About]->(:Issue {id: 'issue/me'}) WHERE v1.choice = 'no' AND v2.choice = 'no' AND "
        "v3.choice = 'no' AND v4.choice = 'no' RETURN b.id, count(*)",
    "w04_wide": "MATCH (c:Country)-[v:Voted]->(r:RollCall) WHERE v.choice = 'yes' "
                "RETURN c.id, r.id",
    "w05_path5_distinct":
        "MATCH (:Country {id: 'country/CU'})-[v:Voted]->(:RollCall)<-[w:Voted]-(:Country)"
        "-[x:Voted]->(:RollCall)-[:About]->(i:Issue) WHERE v.choice = 'no' AND w.choice = 'no' AND "
        "x.choice = 'abstain' RETURN DISTINCT i.label",
    "w06_chain6_count":
        "MATCH (:RollCall {id: 'rollcall/9001'})<-[v:Voted]-(:Country)-[w:Voted]->(:RollCall)"
        "-[:About]->(i:Issue) WHERE v.choice = 'no' AND w.choice = 'abstain' "
        "RETURN i.id, count(*)",
    "w10_optional_wide":
        "MATCH (:Country)-[v:Voted]->(r:RollCall) WHERE v.choice = 'no' "
        "OPTIONAL MATCH (r)-[:About]->(i:Issue) RETURN v.id, r.id, i.id",
    "w11_minus": "MATCH (:Country {id: 'country/US'})-[v:Voted]->(r:RollCall) "
                 "WHERE v.choice = 'no' AND NOT EXISTS { MATCH (r)-[:About]->(:Issue) } "
                 "RETURN r.id",
    "w12_not_exists": "MATCH (r:RollCall) WHERE NOT EXISTS { MATCH (r)<-[v:Voted]-(:Country) "
                      "WHERE v.choice = 'no' } RETURN r.id",
    "w13_text": "MATCH (r:RollCall) WHERE lower(r.text) CONTAINS 'nuclear' AND "
                "regexp_matches(r.text, '(?i)test(s|ing)? ') RETURN r.id, r.text",
    "w15_union_join":
        "MATCH (:Country {id: 'country/US'})-[v:Voted]->(r:RollCall)-[:About]->(i:Issue) "
        "WHERE v.choice = 'no' OR v.choice = 'abstain' RETURN r.id, i.id, r.date",
    "w16_subselect_having":
        "MATCH (c:Country)-[v:Voted]->(:RollCall) WHERE v.choice = 'no' "
        "WITH c.label AS label, count(*) AS n WHERE n > 500 RETURN label, n",
    "w17_count_distinct":
        "MATCH (i:Issue)<-[:About]-(:RollCall)<-[v:Voted]-(c:Country) WHERE v.choice = 'abstain' "
        "RETURN i.id, count(DISTINCT c.id), count(*)",
    "w18_order_all":
        "MATCH (c:Country)-[v:Voted]->(r:RollCall) WHERE v.choice = 'no' "
        "RETURN r.date AS d, c.id AS a, r.id AS b ORDER BY d DESC, a, b",
}


def statements(data):
    """Subject, predicate and object without their marks; terms of the data have no escapes that
    matter to the queries."""
    with open(data, encoding="utf-8") as lines:
        for line in lines:
            subject, predicate, rest = line.split(" ", 2)
            value = rest[:-3]
            value = value[1:-1] if value[0] == "<" else value[1:value.rindex('"')]
            yield (subject[1:-1].removeprefix(NAMESPACE), predicate[1:-1].rsplit("#")[-1],
                   value.removeprefix(NAMESPACE))


def load(connection, data):
    countries, calls, issues, about, votes = {}, {}, {}, [], {}
    kinds = {"country": countries, "rollcall": calls, "issue": issues, "vote": votes}
    for subject, predicate, value in statements(data):
        kind = kinds.get(subject.split("/")[0])
        if predicate == "issue":
            about.append((subject, value))
        elif kind is not None and not predicate.startswith("voted"):
            kind.setdefault(subject, {})[predicate] = value
    tables = {
        "Country": [(name, fields.get("label")) for name, fields in countries.items()],
        "RollCall": [(name, fields["date"], fields.get("short"), fields.get("descr"))
                     for name, fields in calls.items()],
        "Issue": [(name, fields.get("label")) for name, fields in issues.items()],
        "Voted": [(fields["country"], fields["rollcall"], name,
                   fields["choice"].removeprefix("choice/")) for name, fields in votes.items()],
        "About": about,
    }
    for statement in (
            "CREATE NODE TABLE Country(id STRING PRIMARY KEY, label STRING)",
            "CREATE NODE TABLE RollCall(id STRING PRIMARY KEY, date DATE, short STRING, "
            "text STRING)",
            "CREATE NODE TABLE Issue(id STRING PRIMARY KEY, label STRING)",
            "CREATE REL TABLE Voted(FROM Country TO RollCall, id STRING, choice STRING)",
            "CREATE REL TABLE About(FROM RollCall TO Issue)"):
        connection.execute(statement)
    with tempfile.TemporaryDirectory() as directory:
        for table, rows in tables.items():
            name = os.path.join(directory, table + ".csv")
            with open(name, "w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows(rows)
            connection.execute(f"COPY {table} FROM '{name}' (PARALLEL=false)")
