// What leads to what in one state: which blank nodes belong to a record.
//
// A node leads to the blank nodes that are objects of its quads (the citations of ent:evidence, the
// cells of a collection), and to those that annotate a triple of which it is the subject: they have
// that triple as rdf:reifies. A blank node that is a claim says something of its subject and is no
// annotation of it. What a record leads to, in any number of steps, belongs to it: to each, where
// several lead to the same.
#ifndef ENTENTE_QUERY_EXCHANGE_NODE_LINKS_H_
#define ENTENTE_QUERY_EXCHANGE_NODE_LINKS_H_

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/read_view.h"

namespace entente {

// Threads may share one. Each call is some scans by index, some microseconds each, and by what they
// find.
class NodeLinks {
 public:
  enum class Graphs { kAll, kDefault };

  // The view must outlive it.
  static absl::StatusOr<NodeLinks> Create(const ReadView& view, Graphs graphs);

  // IRIs and blank nodes that lead to a blank node in one step; and blank nodes to which an IRI or
  // a blank node leads so. Some may come twice.
  absl::StatusOr<std::vector<TermId>> Above(TermId node) const;
  absl::StatusOr<std::vector<TermId>> Below(TermId node) const;

  // Whether it has the class ent:Claim.
  absl::StatusOr<bool> IsClaim(TermId node) const;

  const ReadView& view() const { return *view_; }

 private:
  NodeLinks(const ReadView& view, Graphs graphs) : view_(&view), graphs_(graphs) {}

  // Gives each row as (s, p, o, g), or (s, p, o, t) of triple terms.
  absl::Status ForEach(TripleOrder order, std::span<const TermId> prefix,
                       const std::function<absl::Status(const IdQuad& row)>& take) const;

  const ReadView* view_;
  Graphs graphs_;
  std::optional<TermId> type_;
  std::optional<TermId> claim_;
  std::optional<TermId> reifies_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXCHANGE_NODE_LINKS_H_
