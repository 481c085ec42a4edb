// What lines that differ between two states come to, record by record.
#ifndef ENTENTE_QUERY_EXCHANGE_RECORD_CHANGES_H_
#define ENTENTE_QUERY_EXCHANGE_RECORD_CHANGES_H_

#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/snapshot.h"
#include "query/exchange/node_links.h"
#include "schema/quad_stream.h"
#include "storage/read_view.h"

namespace entente {

// Records are those of the default graph (docs/data_model.md). Changes of a record are given when
// its last line has come: that it is new or gone, or else a stance that is another, and one
// kChanged if anything else of it is different. Of records that are there in both states and have
// been told no kChanged, but that lead in one of the states to a blank node of which something is
// different (node_links.h, in the default graph), it comes behind all lines. Changes of members
// come last.
//
// A coalition has a member if the plain triple is there, or a claim whose stance is for it (asserts
// or endorses). Gained and lost members are told of coalitions that are there in both states; a
// plain triple that comes or goes beside such a claim is no change.
//
// Memory by the memberships that changed, and some ten bytes for each record that did and each
// blank node, with what leads to it. Time: some microseconds for each subject that differs, and
// each of those.
class RecordChanges {
 public:
  // Of `options`, record_changed, memory_budget_bytes and cancelled count; they and the views must
  // outlive it.
  static absl::StatusOr<RecordChanges> Create(const ReadView& before, const ReadView& after,
                                              const DifferenceOptions& options);

  // A line of canonical N-Quads that is in one of the states only. Lines of one subject come one
  // behind the other.
  absl::Status AddLine(std::string_view line);
  // To be called once, behind the last line.
  absl::Status Finish();

 private:
  // One of the states.
  class State {
   public:
    explicit State(NodeLinks links) : links_(std::move(links)) {}
    absl::StatusOr<std::optional<TermId>> Find(const Term& term) const;
    // Values of a property in the default graph.
    absl::StatusOr<std::vector<Term>> Objects(const Term& subject, std::string_view property) const;
    // Whether the plain triple is there, or claims are for it, of which *claim becomes the least.
    absl::StatusOr<bool> HasMember(const Triple& membership, std::string* claim) const;
    // A blank node of which something changed.
    absl::Status NoteNode(const Term& node);
    // Gives each node that leads to one of those once.
    absl::Status ForEachAbove(const std::function<absl::Status(TermId id)>& take);
    const ReadView& view() const { return links_.view(); }

   private:
    absl::StatusOr<bool> IsClaimFor(const Term& subject) const;
    // Of the default graph; none if a term is not known.
    absl::StatusOr<std::vector<IdQuad>> Rows(TripleOrder order,
                                             std::initializer_list<const Term*> prefix) const;
    NodeLinks links_;
    std::vector<TermId> nodes_ = {};
  };

  RecordChanges(State before, State after, const DifferenceOptions& options)
      : before_(std::move(before)), after_(std::move(after)), options_(options) {}

  absl::Status AddQuad(const QuadView& quad);
  absl::Status EndSubject();
  absl::Status EndRecord(std::string_view record_class, bool was, bool is);
  absl::Status TellChanged(const Term& record, RecordChange change);
  absl::Status NoteMemberships(const State& state);
  // Of records that lead to blank nodes that changed.
  absl::Status EndNodes();
  absl::Status NoteRecordAbove(const Term& record);
  absl::Status EndMembership(const Triple& membership);
  absl::Status Check() const;

  State before_;
  State after_;
  const DifferenceOptions& options_;

  // What differs of one subject.
  struct Changed {
    bool has_stance = false;
    bool has_member = false;
    bool has_proposition = false;
    bool has_other = false;  // The class too.
  };
  Term subject_ = {};  // Of the last line.
  Changed changed_ = {};
  std::set<Triple> memberships_;  // That may have changed.
  // Of which classes a record has been told as kChanged, by its id in the state after: bits.
  absl::flat_hash_map<TermId, uint8_t> told_;
  uint64_t node_count_ = 0;  // Blank nodes that changed, and what leads to them.

  // Still to be told as kChanged.
  struct RecordAbove {
    Term record = {};
    std::vector<std::string_view> classes = {};
  };
  std::map<std::string, RecordAbove> records_above_;  // By their tokens.
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXCHANGE_RECORD_CHANGES_H_
