// Ids → terms, for any view that can look single terms up.
#ifndef ENTENTE_STORAGE_IDS_TERM_DECODER_H_
#define ENTENTE_STORAGE_IDS_TERM_DECODER_H_

#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/term.h"
#include "storage/ids/term_page.h"
#include "storage/read_view.h"
#include "storage/triples/triple_order.h"

namespace entente {

class TermReader {
 public:
  virtual ~TermReader() = default;
  // The bytes (ids/term_bytes.h) of an IRI, blank node or literal of the dictionary. They live
  // until the next call with the same `page`, which remembers where the last one was found.
  // DataLoss if there is none with this id.
  virtual absl::Status ReadTermBytes(TermId id, TermPageReader* page,
                                     std::string_view* bytes) const = 0;
  // (s, p, o, t) of the triple term t. DataLoss if there is none.
  virtual absl::StatusOr<IdQuad> ReadTripleTerm(TermId id) const = 0;
};

// What ReadView::Decode gives. Each distinct id is decoded once, in ascending order, so that a page
// of terms is read once.
absl::StatusOr<std::vector<Term>> DecodeTerms(const TermReader& reader,
                                              std::span<const TermId> ids);

// What ReadView::VisitTermBytes does.
absl::Status VisitTerms(const TermReader& reader, std::span<const TermId> ids,
                        const TermBytesConsumer& consume);

}  // namespace entente

#endif  // ENTENTE_STORAGE_IDS_TERM_DECODER_H_
