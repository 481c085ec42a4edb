// How fast the operators are that hold rows: grouping, DISTINCT and sorting.
//
//   operator_bench [count of rows, 1,000,000 unless told]
//
// The rows are made here, in memory.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "query/exec/distinct.h"
#include "query/exec/group_by.h"
#include "query/exec/sort.h"
#include "query/sparql/parser.h"
#include "schema/text.h"
#include "tests/support/memory_view.h"

namespace entente {
namespace {

const ExistsTest kNoExists = [](const Pattern&, const Solution&) { return false; };

using Columns = std::vector<std::vector<TermId>>;

// Gives slices of columns, nothing copied.
class ColumnSource : public Operator {
 public:
  ColumnSource(QueryContext* context, std::vector<Column> names, const Columns& columns)
      : Operator(context, std::move(names)), source_(columns) {}
  std::string Name() const override { return "columns"; }

 protected:
  bool NextBatch(Batch* batch) override {
    const size_t count = std::min(kBatchRowCount, source_[0].size() - next_);
    batch->row_count = count;
    batch->columns.clear();
    for (const std::vector<TermId>& column : source_) batch->columns.push_back(&column[0] + next_);
    next_ += count;
    return count > 0;
  }

 private:
  const Columns& source_;
  size_t next_ = 0;
};

// The first node of `kind` on the way down.
const Pattern& FindNode(const Pattern& pattern, Pattern::Kind kind) {
  const Pattern* node = &pattern;
  while (node->kind != kind) node = &node->inputs.at(0);
  return *node;
}

void PrintEnvironment() {
  std::string line;
  std::ifstream cpu("/proc/cpuinfo");
  while (std::getline(cpu, line) && !line.starts_with("model name")) {
  }
  std::printf("machine: %s\ncompiler: %s, build: %s\n\n", line.c_str(), __VERSION__,
              ENTENTE_BUILD_TYPE);
}

using MakeOperator =
    std::function<OperatorPtr(QueryContext* context, OperatorPtr source, const Query& query)>;

// The best of some runs over `columns`, named a, b, ….
void Measure(const char* what, std::string_view text, const ReadView& view, const Columns& columns,
             const MakeOperator& make) {
  const absl::StatusOr<Query> query = ParseQuery(text, {});
  if (!query.ok()) std::abort();
  double best_seconds = 1e9;
  size_t row_count = 0;
  for (int round = 0; round < 7; ++round) {
    const auto context = QueryContext::Create(*query, view, {});
    if (!context.ok()) std::abort();
    std::vector<Column> names;
    for (size_t i = 0; i < columns.size(); ++i) {
      names.push_back({.variable = std::string(1, static_cast<char>('a' + i))});
    }
    const OperatorPtr op = make(
        context->get(), std::make_unique<ColumnSource>(context->get(), names, columns), *query);
    const auto start = std::chrono::steady_clock::now();
    Batch batch;
    row_count = 0;
    while (op->Next(&batch)) row_count += batch.row_count;
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    best_seconds = std::min(best_seconds, time.count());
    if (!(*context)->limits()->ok()) std::abort();
  }
  std::printf("%-44s %9zu rows %9.3f ms %8.1f ns/row  -> %zu\n", what, columns[0].size(),
              best_seconds * 1e3, best_seconds * 1e9 / static_cast<double>(columns[0].size()),
              row_count);
}

OperatorPtr MakeGroupBy(QueryContext* context, OperatorPtr source, const Query& query) {
  return std::make_unique<GroupBy>(context, std::move(source),
                                   FindNode(query.pattern, Pattern::Kind::kGroup), nullptr,
                                   kNoExists);
}

OperatorPtr MakeDistinct(QueryContext* context, OperatorPtr source, const Query&) {
  return std::make_unique<Distinct>(context, std::move(source));
}

OperatorPtr MakeSort(QueryContext* context, OperatorPtr source, const Query& query) {
  std::optional<uint64_t> limit;
  if (query.pattern.kind == Pattern::Kind::kSlice) limit = query.pattern.limit;
  return std::make_unique<Sort>(context, std::move(source),
                                FindNode(query.pattern, Pattern::Kind::kOrderBy).order, limit,
                                nullptr, kNoExists);
}

void Run(size_t row_count) {
  PrintEnvironment();
  constexpr size_t kTermCount = 100'000;
  std::vector<Quad> quads;
  for (size_t i = 0; i < kTermCount; ++i) {
    quads.push_back({Iri(StrCat("http://example.org/person/", i * 7919 % kTermCount)),
                     Iri("http://example.org/name"), Term(StrCat("Name ", i * 104729 % 1000003))});
  }
  const MemoryView view(quads, MemoryView::Ids::kInline);
  std::vector<TermId> iris;
  std::vector<TermId> names;
  for (const Quad& quad : quads) {
    InnerTriples inner;
    iris.push_back(**view.Find(ViewOf(quad.subject, &inner)));
    names.push_back(**view.Find(ViewOf(quad.object, &inner)));
  }
  std::mt19937_64 random(7);
  const auto column = [&](size_t count, const std::function<TermId(size_t row)>& make) {
    std::vector<TermId> ids;
    for (size_t row = 0; row < count; ++row) ids.push_back(make(row));
    return ids;
  };
  const auto integer = [](uint64_t number) {
    return TermId(IdKind::kInteger, (uint64_t{1} << 55) + number);
  };
  const Columns votes = {
      column(870'000, [&](size_t) { return iris[random() % 3]; }),
      column(870'000, [&](size_t) { return iris[100 + random() % 200]; }),
      column(870'000, [&](size_t) { return integer(random() % 100); }),
  };
  const Columns clustered = {
      column(870'000, [&](size_t row) { return iris[row / 100'000]; }),
      column(870'000, [&](size_t row) { return iris[100 + row / 3000]; }),
      column(870'000, [&](size_t) { return integer(random() % 100); }),
  };
  const Columns many = {
      column(row_count, [&](size_t) { return iris[random() % kTermCount]; }),
      column(row_count, [&](size_t) { return names[random() % kTermCount]; }),
      column(row_count, [&](size_t) { return integer(random() % 1'000'000); }),
  };
  const Columns dates = {
      column(6'200,
             [&](size_t row) {
               return TermId(IdKind::kDate, (uint64_t{1} << 55) + 10'000 + row / 3);
             }),
      column(6'200, [&](size_t row) { return iris[row]; }),
  };

  Measure("count(*) by 2 of few", "SELECT ?a ?b (COUNT(*) AS ?n) {} GROUP BY ?a ?b", view, votes,
          MakeGroupBy);
  Measure("count(*) by 2 of few, clustered", "SELECT ?a ?b (COUNT(*) AS ?n) {} GROUP BY ?a ?b",
          view, clustered, MakeGroupBy);
  Measure("count(*) by 1 of few", "SELECT ?b (COUNT(*) AS ?n) {} GROUP BY ?b", view, votes,
          MakeGroupBy);
  Measure("sum(integer) by 1 of few", "SELECT ?b (SUM(?c) AS ?n) {} GROUP BY ?b", view, votes,
          MakeGroupBy);
  Measure("max(integer) by 1 of few", "SELECT ?b (MAX(?c) AS ?n) {} GROUP BY ?b", view, votes,
          MakeGroupBy);
  Measure("count(distinct) by 1 of few", "SELECT ?b (COUNT(DISTINCT ?c) AS ?n) {} GROUP BY ?b",
          view, votes, MakeGroupBy);
  Measure("count(*) by 1 of 100,000", "SELECT ?a (COUNT(*) AS ?n) {} GROUP BY ?a", view, many,
          MakeGroupBy);
  Measure("distinct, 3 columns, few repeated", "SELECT * {}", view, many, MakeDistinct);
  Measure("distinct, 1 column of 100,000", "SELECT * {}", view, {many[0]}, MakeDistinct);
  Measure("order by IRI of 100,000", "SELECT * {} ORDER BY ?a", view, many, MakeSort);
  Measure("order by string of 100,000", "SELECT * {} ORDER BY ?b", view, many, MakeSort);
  Measure("order by integer", "SELECT * {} ORDER BY ?c", view, many, MakeSort);
  Measure("order by IRI, integer", "SELECT * {} ORDER BY ?a DESC(?c)", view, many, MakeSort);
  Measure("order by integer limit 20", "SELECT * {} ORDER BY ?c LIMIT 20", view, many, MakeSort);
  Measure("order by string limit 20", "SELECT * {} ORDER BY ?b LIMIT 20", view, many, MakeSort);
  Measure("order by desc date, IRI limit 20", "SELECT * {} ORDER BY DESC(?a) ?b LIMIT 20", view,
          dates, MakeSort);
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) {
  entente::Run(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000);
  return 0;
}
