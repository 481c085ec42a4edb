// What lines that differ between two states come to, record by record.
#ifndef ENTENTE_QUERY_EXCHANGE_RECORD_CHANGES_H_
#define ENTENTE_QUERY_EXCHANGE_RECORD_CHANGES_H_

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/snapshot.h"
#include "schema/quad_stream.h"
#include "storage/read_view.h"

namespace entente {

// Records are those of the default graph (docs/data_model.md). Changes of a record are given when
// its last line has come: that it is new or gone, or else a stance that is another, and one
// kChanged if anything else of it is different. Changes of members come last.
//
// A coalition has a member if the plain triple is there, or a claim whose stance is for it (asserts
// or endorses). Gained and lost members are told of coalitions that are there in both states; a
// plain triple that comes or goes beside such a claim is no change.
//
// Memory by the memberships that changed. Time: some microseconds for each subject that differs.
class RecordChanges {
 public:
  // Of `options`, record_changed, memory_budget_bytes and cancelled count; they and the views must
  // outlive it.
  RecordChanges(const ReadView& before, const ReadView& after, const DifferenceOptions& options)
      : before_(before), after_(after), options_(options) {}

  // A line of canonical N-Quads that is in one of the states only. Lines of one subject come one
  // behind the other.
  absl::Status AddLine(std::string_view line);
  // To be called once, behind the last line.
  absl::Status Finish();

 private:
  // One of the states.
  class State {
   public:
    explicit State(const ReadView& view) : view_(view) {}
    // Values of a property in the default graph.
    absl::StatusOr<std::vector<Term>> Objects(const Term& subject, std::string_view property) const;
    // Whether the plain triple is there, or claims are for it, of which *claim becomes the least.
    absl::StatusOr<bool> HasMember(const Triple& membership, std::string* claim) const;

   private:
    absl::StatusOr<bool> IsClaimFor(const Term& subject) const;
    // Of the default graph; none if a term is not known.
    absl::StatusOr<std::vector<IdQuad>> Rows(TripleOrder order,
                                             std::initializer_list<const Term*> prefix) const;
    const ReadView& view_;
  };

  absl::Status AddQuad(const QuadView& quad);
  absl::Status EndSubject();
  absl::Status EndRecord(std::string_view record_class, bool was, bool is);
  absl::Status NoteMemberships(const State& state);
  absl::Status EndMembership(const Triple& membership);
  absl::Status Check() const;

  const State before_;
  const State after_;
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
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXCHANGE_RECORD_CHANGES_H_
