// Any bytes as a query: an error with its place, or an algebra that can be printed and evaluated
// within its limits, with the answer that the reference evaluator gives. A pattern that REGEX gets
// is one of them.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "absl/time/clock.h"
#include "query/engine.h"
#include "query/reference/evaluator.h"
#include "query/results/result_writer.h"
#include "query/sparql/parser.h"
#include "schema/text.h"
#include "tests/support/answers.h"
#include "tests/support/memory_view.h"

namespace entente {
namespace {

void Require(bool holds, const char* what, const absl::Status& status) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n%s\n", what, status.ToString().c_str());
  std::abort();
}

const ReadView& Data() {
  static const ReadView* const view = ViewOfTrig(R"(
    :a :p :b, :c, 1, 2.5, "x", "y"@en ; :q [ :r :a ] .
    :b :p :c ; :q "2024-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .
    :r1 <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( :a :p :b )>> ; :p :a .
    :g { :a :p :b }
  )")
                                          .release();
  return *view;
}

void Check(std::string_view text) {
  const absl::StatusOr<Query> query =
      ParseQuery(text, {.base = "http://example.org/", .prefixes = {{"", "http://example.org/"}}});
  if (!query.ok()) {
    Require(absl::IsInvalidArgument(query.status()) || absl::IsUnimplemented(query.status()),
            "errors of the parser are InvalidArgument or Unimplemented", query.status());
    Require(FromAbsl(query.status().message()).starts_with("query:"), "errors have a place",
            query.status());
    return;
  }
  Require(!ToSExpression(query->pattern, query->prefixes).empty(), "the algebra prints", {});
  constexpr uint64_t kBudgetBytes = uint64_t{16} << 20;
  const EvaluationOptions options = {.deadline = absl::Now() + absl::Milliseconds(200),
                                     .memory_budget_bytes = kBudgetBytes,
                                     .now = absl::FromUnixSeconds(1'700'000'000)};
  const WholeAnswer answer = ReadAnswer(Run(*query, Data(), options));
  Require(answer.status.ok() || HitLimit(answer) || absl::IsInvalidArgument(answer.status),
          "errors of the evaluation are limits", answer.status);
  const AnswerCheck check(*query);
  const WholeAnswer expected = ReadAnswer(Evaluate(check.expected_query(), Data(), options));
  if (HitLimit(answer) || HitLimit(expected)) return;
  const std::string difference = check.Difference(expected, answer);
  Require(difference.empty(), "the engine answers as the reference does",
          absl::InternalError(ToAbsl(difference)));
  absl::StatusOr<Answer> written = Run(*query, Data(), options);
  if (!written.ok() || written->solutions == nullptr) return;
  const absl::Status status =
      WriteSolutions(*written->solutions, ResultFormat::kTable, {.width = 40},
                     [](std::string_view) { return absl::OkStatus(); });
  Require(status.ok() || absl::IsDeadlineExceeded(status), "solutions are written", status);
}

}  // namespace
}  // namespace entente

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  entente::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
