// Queries made to hurt: each gives an answer or a clean error, in bounded time and memory, and can
// be stopped at any moment. Times are asserted only against hangs; the worst that was measured is
// printed.
#include <atomic>
#include <chrono>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "entente/entente.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

constexpr uint64_t kBudgetBytes = uint64_t{64} << 20;
// After this a test counts as hanging, also on a slow machine under sanitizers.
constexpr absl::Duration kHang = absl::Seconds(20);

std::string Repeated(std::string_view text, size_t count) {
  std::string result;
  result.reserve(text.size() * count);
  for (size_t i = 0; i < count; ++i) result.append(text);
  return result;
}

// `count` pieces, each with its number where `piece` has a '#'.
std::string Numbered(std::string_view piece, size_t count) {
  std::string result;
  for (size_t i = 0; i < count; ++i) {
    for (const char c : piece) {
      if (c == '#') {
        StrAppend(&result, i);
      } else {
        result.push_back(c);
      }
    }
  }
  return result;
}

Term Named(std::string_view name) { return Iri(StrCat("http://example.org/", name)); }

// A clique of 120 nodes by :p, a chain of 4,000 by :next, and texts that patterns find hard.
template <typename Insert>
absl::Status InsertData(const Insert& insert) {
  constexpr size_t kCliqueSize = 120;
  constexpr size_t kChainLength = 4'000;
  constexpr size_t kTextCount = 500;
  for (size_t i = 0; i < kCliqueSize; ++i) {
    for (size_t j = 0; j < kCliqueSize; ++j) {
      const absl::Status status =
          insert({Named(StrCat("n", i)), Named("p"), Named(StrCat("n", j)), {}});
      if (!status.ok()) return status;
    }
  }
  for (size_t i = 0; i < kChainLength; ++i) {
    const absl::Status status =
        insert({Named(StrCat("c", i)), Named("next"), Named(StrCat("c", i + 1)), {}});
    if (!status.ok()) return status;
  }
  for (size_t i = 0; i < kTextCount; ++i) {
    const absl::Status status =
        insert({Named(StrCat("t", i)), Named("text"), Term(StrCat(Repeated("a", 2'000), i)), {}});
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

class AttackTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    absl::StatusOr<Database> database = Database::OpenInMemory();
    ASSERT_THAT(database, IsOk());
    database_ = new Database(*std::move(database));
    absl::StatusOr<Transaction> transaction = database_->Begin();
    ASSERT_THAT(transaction, IsOk());
    ASSERT_THAT(InsertData([&](const Quad& quad) { return transaction->Insert(quad); }), IsOk());
    ASSERT_THAT(transaction->Commit(), IsOk());
    ASSERT_THAT(database_->Compact(), IsOk());
  }
  static void TearDownTestSuite() {
    delete database_;
    database_ = nullptr;
  }

  static constexpr std::string_view kPrologue = "PREFIX : <http://example.org/> ";

  static QueryOptions Options() {
    return {.timeout = std::chrono::milliseconds(300), .memory_budget_bytes = kBudgetBytes};
  }

  // Runs a query of any form to its end, and writes the rows.
  static absl::Status RunToEnd(const Prepared& query, const QueryOptions& options,
                               std::string_view format = "csv") {
    const View view = database_->Read();
    switch (query.form()) {
      case Prepared::Form::kAsk:
        return view.Ask(query, options).status();
      case Prepared::Form::kConstruct:
        return view.Construct(query, options).status();
      case Prepared::Form::kSelect:
        break;
    }
    absl::StatusOr<Rows> rows = view.Query(query, options);
    if (!rows.ok()) return rows.status();
    return WriteRows(*rows, format, [](std::string_view) { return absl::OkStatus(); });
  }

  // An answer, or an error that says what is too much; and neither takes long.
  static void ExpectSurvived(std::string_view name, std::string_view text) {
    SCOPED_TRACE(name);
    const absl::Time start = absl::Now();
    const absl::StatusOr<Prepared> query = Prepared::Parse(StrCat(kPrologue, text));
    if (query.ok()) {
      const absl::Status status = RunToEnd(*query, Options());
      const std::string message(status.message());
      switch (status.code()) {
        case absl::StatusCode::kOk:
          break;
        case absl::StatusCode::kDeadlineExceeded:
          EXPECT_THAT(message, testing::HasSubstr("time limit"));
          break;
        case absl::StatusCode::kResourceExhausted:
          EXPECT_THAT(message, testing::HasSubstr("memory budget"));
          break;
        default:
          EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
      }
    } else {
      EXPECT_THAT(query, StatusIs(absl::StatusCode::kInvalidArgument));
    }
    EXPECT_LT(absl::Now() - start, kHang);
  }

  static Database* database_;
};

Database* AttackTest::database_ = nullptr;

constexpr size_t kDepth = 100'000;

struct Nested {
  std::string_view name, before, open, middle, close, after;
};

TEST_F(AttackTest, DeepNestingIsAnErrorWithItsPlace) {
  static constexpr Nested kNested[] = {
      {"groups", "SELECT * ", "{", " ?s ?p ?o ", "}", ""},
      {"optional", "SELECT * {", "OPTIONAL {", " ?s ?p ?o ", "}", "}"},
      {"minus", "SELECT * {", "MINUS {", " ?s ?p ?o ", "}", "}"},
      {"union", "SELECT * {", "{} UNION {", " ?s ?p ?o ", "}", "}"},
      {"graph", "SELECT * {", "GRAPH ?g {", " ?s ?p ?o ", "}", "}"},
      {"sub-select", "", "SELECT * {", " ?s ?p ?o ", "}", ""},
      {"exists", "SELECT * {", "FILTER EXISTS {", " ?s ?p ?o ", "}", "}"},
      {"parentheses", "SELECT * { FILTER", "(", "1", ")", "}"},
      {"not", "SELECT * { FILTER(", "!", "true", "", ") }"},
      {"minus signs", "SELECT * { FILTER(", "-(", "1", ")", ") }"},
      {"calls", "SELECT * { FILTER(", "STR(", "1", ")", ") }"},
      {"in", "SELECT * { FILTER(", "1 IN (", "1", ")", ") }"},
      {"if", "SELECT * { FILTER(", "IF(true, ", "1", ", 2)", ") }"},
      {"extensions", "SELECT * { FILTER(", ":f(", "1", ")", ") }"},
      {"paths", "SELECT * { ?s ", "(", ":p", ")*", " ?o }"},
      {"inverse paths", "SELECT * { ?s ", "^(", ":p", ")", " ?o }"},
      {"collections", "SELECT * { ?s ?p ", "(", "1", ")", " }"},
      {"property lists", "SELECT * { ?s ?p ", "[ :p ", "1", "]", " }"},
      {"triple terms", "SELECT * { ?s ?p ", "<<( :s :p ", "1", ")>>", " }"},
      {"reified triples", "SELECT * { ?s ?p ", "<< :s :p ", ":o", " >>", " }"},
      {"annotations", "SELECT * { ?s ?p ?o ", "{| :p :o ", "", " |}", " }"},
      {"triple terms in expressions", "SELECT * { FILTER(", "<<( :s :p ", "1", ")>>", ") }"},
      {"triple terms in values", "SELECT * { VALUES ?x { ", "<<( :s :p ", "1", ")>>", "} }"},
      {"templates", "CONSTRUCT { ?s ?p ", "[ :p ", "1", "]", " } WHERE { ?s ?p ?o }"},
  };
  for (const Nested& nested : kNested) {
    SCOPED_TRACE(nested.name);
    const std::string text = StrCat(kPrologue, nested.before, Repeated(nested.open, kDepth),
                                    nested.middle, Repeated(nested.close, kDepth), nested.after);
    EXPECT_THAT(Prepared::Parse(text),
                StatusIs(absl::StatusCode::kInvalidArgument, testing::HasSubstr("nest")));
    // Never closed.
    EXPECT_THAT(Prepared::Parse(StrCat(kPrologue, nested.before, Repeated(nested.open, kDepth))),
                StatusIs(absl::StatusCode::kInvalidArgument));
    // As deep as is allowed, or nearly, it is answered.
    ExpectSurvived(nested.name, StrCat(nested.before, Repeated(nested.open, 100), nested.middle,
                                       Repeated(nested.close, 100), nested.after));
  }
}

TEST_F(AttackTest, WideQueriesAreAnsweredOrRefused) {
  constexpr size_t kWidth = 10'000;
  const std::string columns = Numbered("?v# ", 5'000);
  const std::string huge(300, '9');
  const std::vector<std::pair<std::string_view, std::string>> wide = {
      {"unions", StrCat("SELECT * { {} ", Numbered("UNION { :c# :next ?x } ", kWidth), "}")},
      {"optionals",
       StrCat("SELECT * { ?s :next ?o ", Numbered("OPTIONAL { ?o :p ?v# } ", kWidth), "}")},
      {"joined groups", StrCat("SELECT * { ", Numbered("{ ?s :next ?o } ", kWidth), "}")},
      {"minuses", StrCat("SELECT * { ?s :next ?o ", Numbered("MINUS { ?s :p :n# } ", kWidth), "}")},
      {"filters", StrCat("SELECT * { ?s :next ?o ", Numbered("FILTER(?o != :c#) ", kWidth), "}")},
      {"exists", StrCat("SELECT * { ?s :next ?o ",
                        Numbered("FILTER NOT EXISTS { ?o :next :c# } ", 1'000), "}")},
      {"binds", StrCat("SELECT * { ", Numbered("BIND(# AS ?v#) ", kWidth), "}")},
      {"a long group of patterns", StrCat("SELECT * { ", Numbered("?v# :next ?w# . ", 2'000), "}")},
      {"a long chain of patterns", StrCat("SELECT * { ", Numbered("?v# :next ?v", 1), "0 . ",
                                          Numbered("?v# :next ?w# . ?w# :next ?v# . ", 500), "}")},
      {"a star of patterns", StrCat("SELECT * { ", Numbered("?s :next ?v# . ", 2'000), "}")},
      {"variables", StrCat("SELECT ", columns, " { ?v0 :next ?v1 }")},
      {"expressions", StrCat("SELECT ", Numbered("(?s AS ?v#) ", 5'000), " { ?s :next ?o }")},
      {"aggregates",
       StrCat("SELECT ", Numbered("(COUNT(DISTINCT ?o) + # AS ?v#) ", 2'000), " { ?s :next ?o }")},
      {"group keys", StrCat("SELECT * { SELECT ?v0 { ?v0 :next ?v1 } GROUP BY ", columns, "}")},
      {"sort keys", StrCat("SELECT * { ?v0 :next ?v1 } ORDER BY ", columns)},
      {"sums", StrCat("SELECT (1 ", Numbered("+ # ", kWidth), " AS ?x) {}")},
      {"disjunctions",
       StrCat("SELECT * { ?s :next ?o FILTER(false ", Numbered("|| ?o = :c# ", kWidth), ") }")},
      {"a long list",
       StrCat("SELECT * { ?s :next ?o FILTER(?o IN (0", Numbered(", :c#", 100'000), ")) }")},
      {"arguments", StrCat("SELECT (CONCAT(\"\"", Numbered(", \"#\"", 100'000), ") AS ?x) {}")},
      {"a long alternative", StrCat("SELECT * { ?s :p", Numbered("|:p#", kWidth), " ?o }")},
      {"a long sequence", StrCat("SELECT * { :c0 :next", Repeated("/:next", kWidth), " ?o }")},
      {"a long sequence repeated",
       StrCat("SELECT * { :c0 (:next", Repeated("/:next", kWidth), ")* ?o }")},
      {"a long negated set", StrCat("SELECT * { ?s !(:x", Numbered("|:x#", kWidth), ") ?o }")},
      {"from", StrCat("SELECT * ", Numbered("FROM :g# ", kWidth), "{ ?s ?p ?o }")},
      {"from named",
       StrCat("SELECT * ", Numbered("FROM NAMED :g# ", kWidth), "{ GRAPH ?g { ?s ?p ?o } }")},
      {"prefixes", StrCat(Numbered("PREFIX p#: <urn:p> ", kWidth), "SELECT * { ?s :next ?o }")},
      {"a template",
       StrCat("CONSTRUCT { ", Numbered("?s :p# ?o . ", kWidth), "} WHERE { ?s :next ?o }")},
      {"values of 10 MB",
       StrCat("SELECT (COUNT(*) AS ?n) { VALUES ?x { ", Numbered("\"value #\" ", 650'000), "} }")},
      {"values of 10 MB joined", StrCat("SELECT (COUNT(*) AS ?n) { ?x :next ?y VALUES ?x { ",
                                        Numbered(":c# ", 1'100'000), "} }")},
      {"a literal of 10 MB",
       StrCat("SELECT (STRLEN(\"", Repeated("a", 10'000'000), "\") AS ?n) {}")},
      {"an IRI of 10 MB", StrCat("ASK { <urn:", Repeated("a", 10'000'000), "> ?p ?o }")},
      {"a comment of 10 MB", StrCat("#", Repeated("a", 10'000'000), "\nASK {}")},
      {"a huge number", StrCat("SELECT (", huge, " + ", huge, " AS ?x) {}")},
      {"a huge exponent", "SELECT (1e999999999 * 1e-999999999 AS ?x) {}"},
      {"a huge LIMIT", "SELECT * { ?s :next ?o } LIMIT 18446744073709551615"},
      {"a LIMIT beyond 64 bits", StrCat("SELECT * { ?s :next ?o } LIMIT ", huge)},
      {"a huge OFFSET", "SELECT * { ?s :next ?o } ORDER BY ?s OFFSET 18446744073709551615 LIMIT 1"},
      {"huge OFFSET and LIMIT",
       "SELECT * { ?s :next ?o } ORDER BY ?s OFFSET 9223372036854775808 "
       "LIMIT 18446744073709551615"},
      {"SUBSTR far away",
       "SELECT (SUBSTR(\"a\", -9223372036854775808, 9223372036854775807) AS ?x)"
       " (SUBSTR(\"a\", 1e300) AS ?y) {}"},
  };
  for (const auto& [name, text] : wide) ExpectSurvived(name, text);
}

TEST_F(AttackTest, RegularExpressionsTakeNoLongerThanTheirTextIsLong) {
  const auto filter = [](std::string_view pattern) {
    return StrCat("SELECT * { ?s :text ?t FILTER REGEX(?t, \"", pattern, "\") }");
  };
  ExpectSurvived("nested repetition", filter("^(a+)+$"));
  ExpectSurvived("alternatives that overlap", filter("^(a|aa)+$"));
  ExpectSurvived("many optional", filter(StrCat(Repeated("a?", 500), Repeated("a", 500), "$")));
  ExpectSurvived("repetition of repetition", filter("((a{0,100}){0,100}){0,100}x"));
  ExpectSurvived("a huge count", filter("a{1,2000000000}"));
  ExpectSurvived("many groups", filter(Repeated("(a)", 10'000)));
  ExpectSurvived("nested groups",
                 filter(StrCat(Repeated("(", 50'000), "a", Repeated(")", 50'000))));
  ExpectSurvived("nested classes",
                 filter(StrCat(Repeated("[a-z-", 50'000), "a", Repeated("]", 50'000))));
  ExpectSurvived("1 MB of pattern", filter(Repeated("a", 1'000'000)));
  ExpectSurvived("1 MB of alternatives", filter(StrCat("x", Repeated("|ab", 300'000))));
  ExpectSurvived("a pattern for each row",
                 "SELECT * { ?s :text ?t . ?x :text ?u FILTER REGEX(?t, CONCAT(?u, \"$\")) }");
  ExpectSurvived("replacement that grows",
                 "SELECT (STRLEN(REPLACE(?t, \"a\", \"$0$0$0$0$0$0$0$0$0$0\")) AS ?n) "
                 "{ ?s :text ?t }");
}

// What runs for minutes if nothing stops it, one for each operator.
struct Endless {
  std::string_view name;
  std::string text;
};

const std::vector<Endless>& EndlessQueries() {
  // 19,000³ combinations.
  constexpr std::string_view kCross = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i";
  static const auto* const queries = new std::vector<Endless>{
      {"cross product", StrCat("SELECT * { ", kCross, " }")},
      {"cross product of five", StrCat("SELECT * { ", kCross, " . ?j ?k ?l . ?m ?n ?o }")},
      {"filter", StrCat("SELECT * { ", kCross, " FILTER(?a = ?d && ?a != ?d) }")},
      {"function",
       StrCat("SELECT * { ", kCross, " FILTER(SHA512(CONCAT(STR(?a), STR(?d))) = \"\") }")},
      {"count", StrCat("SELECT (COUNT(*) AS ?n) { ", kCross, " FILTER(?a != ?d) }")},
      {"hash join",
       "SELECT (COUNT(*) AS ?n) { { SELECT ?x ?y { ?x :p ?z . ?z :p ?y } } "
       "{ SELECT ?x ?y { ?x :p ?w . ?w :p ?y } } FILTER(?x != ?y) }"},
      {"cliques",
       "SELECT * { ?a :p ?b . ?b :p ?c . ?c :p ?d . ?d :p ?a . ?a :p ?c . ?b :p ?d "
       "FILTER(STR(?a) = \"\") }"},
      {"long path of patterns",
       "SELECT * { ?a :p ?b . ?b :p ?c . ?c :p ?d . ?d :p ?e . ?e :p ?f FILTER(?a = :none) }"},
      {"sort", StrCat("SELECT * { ", kCross, " } ORDER BY ?i ?f ?c")},
      {"sort by expression", StrCat("SELECT * { ", kCross, " } ORDER BY STR(?i) DESC(?f)")},
      {"first of the sorted", StrCat("SELECT * { ", kCross, " } ORDER BY ?i ?f LIMIT 10")},
      {"offset", StrCat("SELECT * { ", kCross, " } OFFSET 1000000000000")},
      {"distinct", StrCat("SELECT DISTINCT ?a ?d ?g { ", kCross, " }")},
      {"distinct of little", StrCat("SELECT DISTINCT ?b ?e ?h { ", kCross, " FILTER(?a != ?d) }")},
      {"reduced", StrCat("SELECT REDUCED ?b ?e ?h { ", kCross, " }")},
      {"group", StrCat("SELECT ?a (COUNT(DISTINCT ?f) AS ?n) { ", kCross, " } GROUP BY ?a ?d ?g")},
      {"group of little", StrCat("SELECT ?b (SUM(STRLEN(STR(?f))) AS ?n) (MIN(?i) AS ?m) { ",
                                 kCross, " } GROUP BY ?b")},
      {"group_concat", StrCat("SELECT (GROUP_CONCAT(?a) AS ?t) { ", kCross, " }")},
      {"distinct group_concat",
       StrCat("SELECT (GROUP_CONCAT(DISTINCT CONCAT(STR(?a), STR(?f))) AS ?t) { ", kCross, " }")},
      {"union", StrCat("SELECT * { { ", kCross, " } UNION { ", kCross, " } }")},
      {"optional", StrCat("SELECT * { ", kCross, " OPTIONAL { ?a ?b ?j FILTER(?j != ?c) } }")},
      {"optional of everything",
       "SELECT * { ?a ?b ?c OPTIONAL { ?d ?e ?f FILTER(?a = ?f && "
       "?c = ?d && ?a != ?f) } OPTIONAL { ?g ?h ?i FILTER(?i = 1) } }"},
      {"minus", StrCat("SELECT * { ", kCross, " MINUS { ?a :none ?j } }")},
      {"exists", StrCat("SELECT * { ", kCross, " FILTER NOT EXISTS { ?a ?j ?d } }")},
      {"exists that is endless",
       "SELECT * { ?a :next ?b FILTER EXISTS { ?c ?d ?e . ?f ?g ?h . "
       "?i ?j ?k FILTER(?c = ?f && ?c != ?f) } }"},
      {"nested exists",
       "SELECT * { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f FILTER NOT EXISTS { "
       "?g ?h ?i FILTER(?g = ?a && ?i = ?f && ?a != ?g) } } }"},
      {"bind", StrCat("SELECT * { ", kCross, " BIND(CONCAT(STR(?a), STR(?f)) AS ?t) }")},
      {"closure of a chain", "SELECT * { ?x :next+ ?y . ?y :next+ ?z FILTER(?x = ?z) }"},
      {"closures of closures",
       "SELECT * { ?x (((:p*)*)*/((:next*)*)*)* ?y . "
       "?z (((:p*)*)*|((:next*)*)*)* ?w . ?y (:p|:next)* ?v }"},
      {"sequence of cliques", "SELECT * { ?x (:p/:p/:p/:p/:p/:p) ?y }"},
      {"sequence under a closure",
       "SELECT (COUNT(*) AS ?n) { ?x (:p/:p/:p/:p/:p/:p/:p)+ ?y . "
       "?z (:p/:p/:p/:p|:p/:p/:p)+ ?w FILTER(?x = ?w) }"},
      {"negated set", "SELECT * { ?x (!:none/!:none/!(:none|^:none)/!:none/!:none)+ ?y }"},
      {"regex", StrCat("SELECT * { ?s :text ?t . ", kCross, " FILTER REGEX(?t, \"(a|aa)+$\") }")},
      {"replace", StrCat("SELECT (REPLACE(?t, \"(a+?)(a)\", \"$2$1$2\") AS ?r) { ?s :text ?t . ",
                         kCross, " }")},
      {"sub-select", StrCat("SELECT * { { SELECT ?a ?d { ", kCross, " } ORDER BY ?g } ?a :p ?z }")},
      {"values", StrCat("SELECT * { VALUES ?x { ", Numbered("# ", 2'000), "} VALUES ?y { ",
                        Numbered("# ", 2'000), "} VALUES ?z { ", Numbered("# ", 2'000),
                        "} FILTER(?x + ?y = ?z && ?x > ?z) }")},
      {"ask", StrCat("ASK { ", kCross, " FILTER(?a = ?d && ?a != ?d) }")},
      {"construct", StrCat("CONSTRUCT { ?a ?e ?i . ?c ?h [] } WHERE { ", kCross, " }")},
      {"construct of little",
       StrCat("CONSTRUCT { :a ?b :c } WHERE { ", kCross, " FILTER(?a != ?d) }")},
      {"describe", StrCat("DESCRIBE ?a ?d { ", kCross, " }")},
      {"graphs", "SELECT * { GRAPH ?g { ?a ?b ?c } ?d ?e ?f . ?h ?i ?j . ?k ?l ?m }"},
      {"concatenation that doubles",
       [] {
         std::string text = "SELECT (STRLEN(?v39) AS ?n) { BIND(\"0123456789\" AS ?v0) ";
         for (int i = 1; i < 40; ++i) {
           StrAppend(&text, "BIND(CONCAT(?v", i - 1, ", ?v", i - 1, ") AS ?v", i, ") ");
         }
         return text + "}";
       }()},
  };
  return *queries;
}

TEST_F(AttackTest, DeadlinesAndBudgetsEndWhatIsEndless) {
  for (const Endless& endless : EndlessQueries()) ExpectSurvived(endless.name, endless.text);
}

// What was left of each query when it was stopped, and how soon.
TEST_F(AttackTest, CancellingStopsEveryOperator) {
  static constexpr std::string_view kFormats[] = {"csv", "table", "json", "xml", "tsv", "markdown"};
  absl::Duration worst = absl::ZeroDuration();
  std::string_view worst_name;
  size_t cancelled_count = 0;
  size_t round = 0;
  for (const Endless& endless : EndlessQueries()) {
    SCOPED_TRACE(endless.name);
    ASSERT_OK_AND_ASSIGN(const Prepared query, Prepared::Parse(StrCat(kPrologue, endless.text)));
    std::atomic<bool> cancelled = false;
    absl::Time cancelled_at = absl::InfiniteFuture();
    std::thread canceller([&] {
      absl::SleepFor(absl::Milliseconds(20));
      cancelled_at = absl::Now();
      cancelled = true;
    });
    QueryOptions options = Options();
    options.timeout = std::chrono::milliseconds::max();
    options.memory_budget_bytes = uint64_t{1} << 30;
    options.cancelled = &cancelled;
    const absl::Status status = RunToEnd(query, options, kFormats[round++ % std::size(kFormats)]);
    const absl::Time ended = absl::Now();
    canceller.join();
    // What is over before is over.
    if (status.ok() || absl::IsResourceExhausted(status)) continue;
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kCancelled));
    ++cancelled_count;
    EXPECT_LT(ended - cancelled_at, kHang);
    if (ended - cancelled_at > worst) {
      worst = ended - cancelled_at;
      worst_name = endless.name;
    }
  }
  std::cout << cancelled_count << " of " << EndlessQueries().size()
            << " queries were cancelled; the slowest to stop took " << worst << ": " << worst_name
            << std::endl;
  EXPECT_GT(cancelled_count, EndlessQueries().size() * 3 / 4);
}

TEST_F(AttackTest, BudgetsHoldWhateverTheOperator) {
  for (const Endless& endless : EndlessQueries()) {
    SCOPED_TRACE(endless.name);
    ASSERT_OK_AND_ASSIGN(const Prepared query, Prepared::Parse(StrCat(kPrologue, endless.text)));
    QueryOptions options = Options();
    options.memory_budget_bytes = uint64_t{1} << 20;
    const absl::Status status = RunToEnd(query, options);
    if (absl::IsDeadlineExceeded(status) || status.ok()) continue;
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted,
                                 testing::HasSubstr("memory budget of 1 MiB")));
  }
}

}  // namespace
}  // namespace entente
