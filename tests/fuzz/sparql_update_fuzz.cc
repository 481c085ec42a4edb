// Any bytes as an update: an error with its place, or operations that can be printed and done
// within their limits. One that fails leaves nothing.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/time/clock.h"
#include "query/exec/update.h"
#include "query/sparql/parser.h"
#include "schema/text.h"
#include "storage/store.h"
#include "storage/transaction.h"
#include "tests/support/quads.h"

namespace entente {
namespace {

constexpr std::string_view kData = R"(PREFIX : <http://example.org/>
  :a :p :b, :c, 1, "x"@en ; :q [ :r :a ] .
  :r1 <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( :a :p :b )>> .
  :g { :a :p :b . _:n :p <<( _:n :q 1 )>> }
  :h { :b :p :c }
)";

void Require(bool holds, const char* what, const absl::Status& status) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n%s\n", what, status.ToString().c_str());
  std::abort();
}

Store& Data() {
  static Store* const store = [] {
    auto opened = Store::OpenInMemory({});
    Require(opened.ok(), "a store in memory opens", opened.status());
    const auto quads = ParseQuads(RdfFormat::kTrig, kData);
    Require(quads.ok(), "the data parses", quads.status());
    auto transaction = (*opened)->Begin();
    Require(transaction.ok(), "a transaction begins", transaction.status());
    for (const Quad& quad : *quads) {
      InnerTriples inner;
      const auto inserted = (*transaction)->Insert(ViewOf(quad, &inner));
      Require(inserted.ok(), "the data is inserted", inserted.status());
    }
    const absl::Status committed = (*transaction)->Commit();
    Require(committed.ok(), "the data is committed", committed);
    return opened->release();
  }();
  return *store;
}

uint64_t QuadCount(const StoreTransaction& transaction) {
  const auto count = transaction.view().Count(TripleOrder::kGspo, {});
  Require(count.ok(), "quads are counted", count.status());
  return *count;
}

void Check(std::string_view text) {
  const absl::StatusOr<Update> update =
      ParseUpdate(text, {.base = "http://example.org/", .prefixes = {{"", "http://example.org/"}}});
  if (!update.ok()) {
    Require(absl::IsInvalidArgument(update.status()) || absl::IsUnimplemented(update.status()),
            "errors of the parser are InvalidArgument or Unimplemented", update.status());
    Require(FromAbsl(update.status().message()).starts_with("query:"), "errors have a place",
            update.status());
    return;
  }
  for (const UpdateOperation& operation : update->operations) {
    Require(!ToSExpression(operation, update->prefixes).empty(), "operations print", {});
  }
  const auto transaction = Data().Begin();
  Require(transaction.ok(), "a transaction begins", transaction.status());
  const uint64_t before = QuadCount(**transaction);
  constexpr uint64_t kBudgetBytes = uint64_t{16} << 20;
  const absl::StatusOr<UpdateCounts> counts = RunUpdate(
      *update,
      {.deadline = absl::Now() + absl::Milliseconds(200), .memory_budget_bytes = kBudgetBytes},
      LocalFiles::kRefused, transaction->get());
  if (counts.ok()) {
    Require(QuadCount(**transaction) == before + counts->inserted - counts->removed,
            "the counts are those of the changes", {});
    return;
  }
  Require(absl::IsResourceExhausted(counts.status()) || absl::IsDeadlineExceeded(counts.status()) ||
              absl::IsInvalidArgument(counts.status()) || absl::IsUnimplemented(counts.status()) ||
              absl::IsPermissionDenied(counts.status()),
          "errors are limits, graphs that are not there, or documents", counts.status());
  Require(QuadCount(**transaction) == before, "a failing update leaves nothing", counts.status());
}

}  // namespace
}  // namespace entente

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  entente::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
