#include "storage/loading/claim_parts.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "schema/status_macros.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

struct Value {
  Term term = {};
  Term graph = {};
  friend bool operator==(const Value&, const Value&) = default;
};

using Values = std::map<std::string, std::vector<Value>>;  // By property.

// What is known of one whole or part.
struct Node {
  std::vector<Term> wholes = {};  // In the order in which they are read.
  Values own = {};                // Of shared properties and rdf:type.
  Values inherited = {};
  Term graph = {};       // Where it is said to be a part.
  bool is_done = false;  // `inherited` is complete.
};

using Nodes = absl::flat_hash_map<Term, Node>;

bool IsShared(std::string_view predicate) {
  return std::ranges::find(ent::kInheritedByParts, predicate) != ent::kInheritedByParts.end();
}

class FunctionSink : public QuadSink {
 public:
  explicit FunctionSink(std::function<void(const QuadView&)> function)
      : function_(std::move(function)) {}
  absl::Status Accept(const QuadView& quad) override {
    function_(quad);
    return absl::OkStatus();
  }

 private:
  const std::function<void(const QuadView&)> function_;
};

// Completes what `part` inherits, and before it what its wholes do. The stack is our
// own: how deep parts are nested is for the file to say.
void TakeOver(const Term& part, Nodes* nodes) {
  std::vector<Term> stack = {part};
  absl::flat_hash_set<Term> is_open;
  while (!stack.empty()) {
    const Term current = stack.back();
    Node& node = nodes->at(current);
    if (node.is_done) {
      stack.pop_back();
      continue;
    }
    if (is_open.insert(current).second) {
      for (const Term& whole : node.wholes) {
        if (!is_open.contains(whole)) stack.push_back(whole);
      }
      continue;
    }
    stack.pop_back();
    node.is_done = true;
    for (const Term& whole : node.wholes) {
      if (whole == current) continue;
      const Node& from = nodes->at(whole);
      for (const Values* values : {&from.own, &from.inherited}) {
        for (const auto& [predicate, terms] : *values) {
          if (predicate == rdf::kType || node.own.contains(predicate)) continue;
          node.inherited.try_emplace(predicate, terms);
        }
      }
    }
  }
}

}  // namespace

absl::Status InheritFromWholes(const InputFile& file, BlankNames* names, RdfFormat format,
                               const RdfParseOptions& options, QuadSink* sink) {
  const auto read = [&](std::function<void(const QuadView&)> function) {
    FunctionSink function_sink(std::move(function));
    NamingSink naming(names, &function_sink);
    return ParseRdf(format, file.Reopen().get(), options, &naming);
  };
  Nodes nodes;
  std::vector<Term> parts;  // In the order of the file.
  RETURN_IF_ERROR(read([&](const QuadView& quad) {
    if (quad.predicate.text != ent::kPart || quad.object.kind == Term::Kind::kLiteral) return;
    Term whole = ToTerm(quad.subject);
    const Term part = ToTerm(quad.object);
    nodes.try_emplace(whole);
    Node& node = nodes[part];
    if (node.wholes.empty()) {
      parts.push_back(part);
      node.graph = ToTerm(quad.graph);
    }
    if (std::ranges::find(node.wholes, whole) == node.wholes.end()) {
      node.wholes.push_back(std::move(whole));
    }
  }));
  RETURN_IF_ERROR(read([&](const QuadView& quad) {
    if (quad.predicate.text != rdf::kType && !IsShared(quad.predicate.text)) return;
    const auto found = nodes.find(ToTerm(quad.subject));
    if (found == nodes.end()) return;
    std::vector<Value>& values = found->second.own[std::string(quad.predicate.text)];
    Value value = {.term = ToTerm(quad.object), .graph = ToTerm(quad.graph)};
    if (std::ranges::find(values, value) == values.end()) values.push_back(std::move(value));
  }));

  InnerTriples inner;
  const auto give = [&](const Term& part, std::string_view predicate,
                        const Value& value) -> absl::Status {
    inner.clear();
    return sink->Accept({.subject = ViewOf(part, &inner),
                         .predicate = TermView::OfIri(predicate),
                         .object = ViewOf(value.term, &inner),
                         .graph = ViewOf(value.graph, &inner)});
  };
  const Term claim_class = Iri(std::string(ent::kClaim));
  for (const Term& part : parts) {
    TakeOver(part, &nodes);
    const Node& node = nodes.at(part);
    const auto types = node.own.find(std::string(rdf::kType));
    if (types == node.own.end() || std::ranges::none_of(types->second, [&](const Value& type) {
          return type.term == claim_class;
        })) {
      RETURN_IF_ERROR(give(part, rdf::kType, {.term = claim_class, .graph = node.graph}));
    }
    for (const auto& [predicate, values] : node.inherited) {
      for (const Value& value : values) RETURN_IF_ERROR(give(part, predicate, value));
    }
  }
  return absl::OkStatus();
}

}  // namespace entente
