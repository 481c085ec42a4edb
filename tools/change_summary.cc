#include "tools/change_summary.h"

#include <string_view>

#include "entente/vocabulary.h"
#include "tools/json.h"
#include "tools/reports.h"
#include "tools/terminal.h"

namespace entente {
namespace {

using Kind = RecordChange::Kind;

constexpr size_t kShownMax = 20;

std::string_view KindName(Kind kind) {
  switch (kind) {
    case Kind::kAdded:
      return "added";
    case Kind::kRemoved:
      return "removed";
    case Kind::kChanged:
      return "changed";
    case Kind::kStance:
      return "stance";
    case Kind::kMemberGained:
      return "member gained";
    case Kind::kMemberLost:
      return "member lost";
  }
  return "";
}

// "claims", "groupings"
std::string Plural(std::string_view record_class) {
  if (record_class == ent::kCoalition) return "groupings";
  if (record_class == ent::kActor) return "actors";
  return record_class == ent::kDocument ? "documents" : "claims";
}

std::string Heading(Kind kind, std::string_view record_class) {
  switch (kind) {
    case Kind::kAdded:
      return "new " + Plural(record_class);
    case Kind::kRemoved:
      return "removed " + Plural(record_class);
    case Kind::kChanged:
      return "otherwise changed " + Plural(record_class);
    case Kind::kStance:
      return "claims with another stance";
    case Kind::kMemberGained:
      return "members gained";
    case Kind::kMemberLost:
      return "members lost";
  }
  return "";
}

Term TermOf(const std::string& record) {
  if (record.starts_with("_:")) return BlankNode(record.substr(2));
  return Iri(record);
}

// "c8", and what it says where that is known.
std::string ClaimName(const std::string& claim, Naming* naming) {
  if (claim.starts_with("_:")) return claim;
  const Iri iri(claim);
  const std::string text = naming->TextOf(iri, ent::kText);
  return Naming::ShortIri(iri) + (text.empty() ? "" : "  " + text);
}

std::string RecordName(const RecordChange& change, Naming* naming) {
  if (change.record_class == ent::kClaim) return ClaimName(change.record, naming);
  return naming->NameOf(TermOf(change.record));
}

std::string Line(const RecordChange& change, Naming* before, Naming* after) {
  const bool is_gone = change.kind == Kind::kRemoved || change.kind == Kind::kMemberLost;
  Naming* const naming = is_gone ? before : after;
  const auto stance = [&](const Term& term) { return term ? naming->NameOf(term) : "(none)"; };
  switch (change.kind) {
    case Kind::kStance:
      return RecordName(change, naming) + "  " + stance(change.before) + " → " +
             stance(change.after);
    case Kind::kMemberGained:
    case Kind::kMemberLost: {
      const Term& member = is_gone ? change.before : change.after;
      const std::string claim =
          change.claim.empty() ? "" : "  (" + ClaimName(change.claim, naming) + ")";
      return RecordName(change, naming) + (is_gone ? " − " : " + ") + naming->NameOf(member) +
             claim;
    }
    default:
      return RecordName(change, naming);
  }
}

}  // namespace

void ChangeSummary::Add(const RecordChange& change) {
  Group& group = groups_[{change.kind, change.record_class}];
  ++group.count;
  if (group.shown.size() < kShownMax) group.shown.push_back(change);
}

std::string ChangeSummary::Text(const DifferenceReport& report, Naming* before,
                                Naming* after) const {
  std::string text = Counted(report.quads_added, "quad") + " added, " +
                     Grouped(report.quads_removed) + " removed\n";
  for (const auto& [key, group] : groups_) {
    text.append("\n").append(Heading(key.first, key.second));
    text.append(": ").append(Grouped(group.count)).append("\n");
    for (const RecordChange& change : group.shown) {
      text.append("  ").append(Shown(Line(change, before, after))).append("\n");
    }
    if (group.count == group.shown.size()) continue;
    text.append("  … and ").append(Grouped(group.count - group.shown.size())).append(" more\n");
  }
  return text;
}

std::string ChangeAsJson(const RecordChange& change) {
  std::string json = "{\"change\": " + QuotedJson(KindName(change.kind)) +
                     ", \"record\": " + QuotedJson(change.record) +
                     ", \"class\": " + QuotedJson(change.record_class);
  if (change.before) json += ", \"before\": " + QuotedJson(change.before.ToString());
  if (change.after) json += ", \"after\": " + QuotedJson(change.after.ToString());
  if (!change.claim.empty()) json += ", \"claim\": " + QuotedJson(change.claim);
  return json + "}";
}

}  // namespace entente
