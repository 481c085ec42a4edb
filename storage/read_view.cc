#include "storage/read_view.h"

#include <algorithm>

#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/ids/term_bytes.h"

namespace entente {
namespace {

constexpr size_t kDecodedTogether = 1024;

}  // namespace

absl::Status ReadView::VisitTermBytes(std::span<const TermId> ids,
                                      const TermBytesConsumer& consume) const {
  std::string scratch;
  InnerTriples inner;
  for (size_t first = 0; first < ids.size(); first += kDecodedTogether) {
    const std::span<const TermId> some =
        ids.subspan(first, std::min(kDecodedTogether, ids.size() - first));
    ASSIGN_OR_RETURN(const std::vector<Term> terms, Decode(some));
    for (size_t index = 0; index < some.size(); ++index) {
      const TermView term = ViewOf(terms[index], &inner);
      if (term.kind == Term::Kind::kNone || term.kind == Term::Kind::kTriple) {
        return absl::DataLossError(StrCat("the id ", some[index].bits(), " is of no such term"));
      }
      RETURN_IF_ERROR(consume(some[index], TermBytes(term, &scratch)));
    }
  }
  return absl::OkStatus();
}

}  // namespace entente
