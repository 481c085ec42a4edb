// Random updates on a store against a set of quads that the text of the specification changes.
#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/exec/update.h"
#include "query/reference/evaluator.h"
#include "query/sparql/parser.h"
#include "query/sparql/scope.h"
#include "schema/text.h"
#include "storage/store.h"
#include "tests/support/memory_view.h"
#include "tests/support/quad_sets.h"
#include "tests/support/quads.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using QuadsSet = std::set<Quad>;

constexpr std::string_view kBase = "http://example.org/";

// The naive model: a set of quads, changed as sections 3 and 4 of the specification say.
class Model {
 public:
  using Bindings = std::vector<std::pair<std::string, Term>>;

  QuadsSet quads;

  // False if the request fails; then nothing has changed.
  bool Run(const Update& update, const Bindings& bindings) {
    const QuadsSet before = quads;
    for (const UpdateOperation& operation : update.operations) {
      if (!Run(operation, bindings)) {
        quads = before;
        return false;
      }
    }
    return true;
  }

 private:
  using Solution = std::map<std::string, Term>;

  bool Run(const UpdateOperation& operation, const Bindings& bindings) {
    using Kind = UpdateOperation::Kind;
    switch (operation.kind) {
      case Kind::kInsertData:
        Change({}, operation.insertions, {{}});
        return true;
      case Kind::kDeleteData:
        Change(operation.deletions, {}, {{}});
        return true;
      case Kind::kModify:
        Change(operation.deletions, operation.insertions, Where(*operation.where, bindings));
        return true;
      case Kind::kLoad:
        return operation.is_silent;
      case Kind::kClear:
        std::erase_if(quads, [&](const Quad& quad) { return IsIn(quad, operation.target); });
        return true;
      case Kind::kCreate:
        return operation.is_silent || GraphOf(operation.target).empty();
      case Kind::kAdd:
      case Kind::kMove:
      case Kind::kCopy:
        break;
    }
    if (operation.source == operation.target) return true;
    const QuadsSet moved = GraphOf(operation.source);
    if (moved.empty() && operation.source.kind == GraphTarget::Kind::kGraph) {
      return operation.is_silent;
    }
    if (operation.kind != Kind::kAdd) {
      std::erase_if(quads, [&](const Quad& quad) { return IsIn(quad, operation.target); });
    }
    for (Quad quad : moved) {
      if (operation.kind == Kind::kMove) quads.erase(quad);
      quad.graph = NameOf(operation.target);
      quads.insert(quad);
    }
    return true;
  }

  static Term NameOf(const GraphTarget& target) {
    return target.kind == GraphTarget::Kind::kGraph ? Term(Iri(target.iri)) : Term();
  }
  static bool IsIn(const Quad& quad, const GraphTarget& target) {
    if (target.kind == GraphTarget::Kind::kAll) return true;
    if (target.kind == GraphTarget::Kind::kNamed) return static_cast<bool>(quad.graph);
    return quad.graph == NameOf(target);
  }
  QuadsSet GraphOf(const GraphTarget& target) const {
    QuadsSet graph;
    std::copy_if(quads.begin(), quads.end(), std::inserter(graph, graph.end()),
                 [&](const Quad& quad) { return IsIn(quad, target); });
    return graph;
  }

  void Change(const std::vector<QuadPattern>& deletions, const std::vector<QuadPattern>& insertions,
              const std::vector<Solution>& solutions) {
    QuadsSet removed;
    QuadsSet inserted;
    for (const Solution& solution : solutions) {
      std::map<std::string, std::string> labels;
      AddFilled(deletions, solution, &labels, &removed);
      AddFilled(insertions, solution, &labels, &inserted);
    }
    for (const Quad& quad : removed) quads.erase(quad);
    quads.insert(inserted.begin(), inserted.end());
  }

  void AddFilled(const std::vector<QuadPattern>& patterns, const Solution& solution,
                 std::map<std::string, std::string>* labels, QuadsSet* out) {
    for (const QuadPattern& pattern : patterns) {
      const Term triple = Filled(pattern.triple, solution, labels);
      const Term graph = Filled(pattern.graph, solution, labels);
      if (!triple || (!pattern.graph.is_none() && !graph.is_iri() && !graph.is_blank_node())) {
        continue;
      }
      out->insert(
          {triple.triple().subject, triple.triple().predicate, triple.triple().object, graph});
    }
  }

  Term Filled(const PatternTerm& pattern, const Solution& solution,
              std::map<std::string, std::string>* labels) {
    if (pattern.is_none()) return Term();
    if (pattern.is_term()) return Renamed(pattern.term(), labels);
    if (pattern.is_variable()) {
      const auto found = solution.find(pattern.variable());
      return found == solution.end() ? Term() : found->second;
    }
    const Term subject = Filled(pattern.triple().subject, solution, labels);
    const Term predicate = Filled(pattern.triple().predicate, solution, labels);
    const Term object = Filled(pattern.triple().object, solution, labels);
    const bool is_triple =
        (subject.is_iri() || subject.is_blank_node()) && predicate.is_iri() && object;
    return is_triple ? Term(Triple{subject, predicate, object}) : Term();
  }

  Term Renamed(const Term& term, std::map<std::string, std::string>* labels) {
    if (term.is_triple()) {
      return Triple{Renamed(term.triple().subject, labels), term.triple().predicate,
                    Renamed(term.triple().object, labels)};
    }
    if (!term.is_blank_node()) return term;
    std::string& label = (*labels)[term.blank_node().label];
    if (label.empty()) label = StrCat("model", fresh_count_++);
    return BlankNode(label);
  }

  // The solutions of WHERE on the dataset that the query describes, made into one of its own.
  std::vector<Solution> Where(Query where, const Bindings& bindings) const {
    std::vector<Quad> dataset(quads.begin(), quads.end());
    if (where.has_dataset) {
      const auto contains = [](const std::vector<std::string>& iris, const Term& graph) {
        return graph.is_iri() && std::count(iris.begin(), iris.end(), graph.iri().text) > 0;
      };
      dataset.clear();
      for (const Quad& quad : quads) {
        if (contains(where.default_graphs, quad.graph)) {
          dataset.push_back({quad.subject, quad.predicate, quad.object, Term()});
        }
        if (quad.graph &&
            (where.has_all_named_graphs || contains(where.named_graphs, quad.graph))) {
          dataset.push_back(quad);
        }
      }
      where.has_dataset = false;
    }
    EvaluationOptions options;
    const VariableSet known = AllVariables(where.pattern);
    Solution bound;
    for (const auto& binding : bindings) {
      bound.insert(binding);
      if (known.Contains(binding.first)) options.bindings.push_back(binding);
    }
    const MemoryView view(dataset);
    absl::StatusOr<Answer> answer = Evaluate(where, view, options);
    EXPECT_OK(answer);
    std::vector<Solution> solutions;
    SolutionRow row;
    while (answer->solutions->Next(&row)) {
      Solution& solution = solutions.emplace_back(bound);
      for (size_t column = 0; column < row.size(); ++column) {
        if (row[column]) solution.emplace(where.variables[column], row[column]);
      }
    }
    return solutions;
  }

  size_t fresh_count_ = 0;
};

// Random requests over a small vocabulary, as text.
class RandomRequests {
 public:
  explicit RandomRequests(uint64_t seed) : random_(seed) {}

  size_t Below(size_t bound) {
    return std::uniform_int_distribution<size_t>(0, bound - 1)(random_);
  }

  std::string Next() {
    std::string text;
    for (size_t count = Below(4) + 1; count > 0; --count) {
      StrAppend(&text, Operation(), count > 1 ? " ;\n" : "");
    }
    return text;
  }

 private:
  std::string Pick(const std::vector<std::string>& choices) {
    return choices[Below(choices.size())];
  }
  std::string Resource() { return Pick({":a", ":b", ":c"}); }
  std::string Predicate() { return Pick({":p", ":q"}); }
  std::string Graph() { return Pick({":g", ":h", ":a"}); }
  std::string Silent() { return Pick({"", "SILENT "}); }
  std::string Variable() { return Pick({"?x", "?y", "?z"}); }

  std::string GroundTriple() {
    return StrCat(Resource(), " ", Predicate(), " ",
                  Pick({Resource(), "1", "\"t\"@en", "<<( :a :p 1 )>>", "<<( :b :q :c )>>"}));
  }
  std::string VariableTriple() {
    return StrCat(Pick({Resource(), Variable()}), " ", Pick({Predicate(), Predicate(), "?p"}), " ",
                  Pick({Resource(), Variable(), Variable(), "1",
                        StrCat("<<( ", Variable(), " :p ", Variable(), " )>>")}));
  }
  std::string FreshTriple() {
    return StrCat(Pick({"_:n", "[]", Resource(), Variable()}), " ", Predicate(), " ",
                  Pick({"_:n", Variable(), "<<( _:n :p ?x )>>", "<<( _:n :p 1 )>>"}));
  }

  template <typename Triple>
  std::string Quads(Triple triple, const std::vector<std::string>& graphs) {
    std::string text = "{ ";
    for (size_t count = Below(3) + 1; count > 0; --count) {
      if (Below(3) == 0) {
        StrAppend(&text, "GRAPH ", Pick(graphs), " { ", triple(), " } ");
      } else {
        StrAppend(&text, triple(), " . ");
      }
    }
    return text + "}";
  }

  std::string Operation() {
    const auto ground = [&] { return GroundTriple(); };
    const auto variable = [&] { return VariableTriple(); };
    const auto fresh = [&] { return Below(3) == 0 ? FreshTriple() : VariableTriple(); };
    const std::vector<std::string> graphs = {":g", ":h"};
    const std::vector<std::string> any_graphs = {":g", ":h", "?g"};
    switch (Below(12)) {
      case 0:
      case 1:
      case 2:
        return StrCat("INSERT DATA ", Quads(ground, graphs));
      case 3:
        return StrCat("DELETE DATA ", Quads(ground, graphs));
      case 4:
        return StrCat("DELETE WHERE ", Quads(variable, any_graphs));
      case 5:
        return StrCat(Pick({"CLEAR ", "DROP "}), Silent(),
                      Pick({"DEFAULT", "NAMED", "ALL", StrCat("GRAPH ", Graph())}));
      case 6:
        return StrCat("CREATE ", Silent(), "GRAPH ", Graph());
      case 7:
      case 8:
        return StrCat(Pick({"ADD ", "MOVE ", "COPY "}), Silent(), Pick({"DEFAULT", Graph()}),
                      " TO ", Pick({"DEFAULT", Graph()}));
      default: {
        std::string text = Below(3) == 0 ? StrCat("WITH ", Graph(), " ") : "";
        const size_t form = Below(3);
        if (form != 0) StrAppend(&text, "DELETE ", Quads(variable, any_graphs), " ");
        if (form != 1) StrAppend(&text, "INSERT ", Quads(fresh, any_graphs), " ");
        for (size_t count = Below(5); count > 3; --count) {
          StrAppend(&text, "USING ", Pick({"", "NAMED "}), Graph(), " ");
        }
        return StrCat(
            text, "WHERE { ", VariableTriple(), " . ",
            Pick({"", "GRAPH ?g {} ", StrCat("GRAPH ?g { ", VariableTriple(), " } "),
                  StrCat("OPTIONAL { ", VariableTriple(), " } "), "VALUES ?z { \"made\" :a } "}),
            "}");
      }
    }
  }

  std::mt19937_64 random_;
};

TEST(UpdatePropertyTest, RandomRequestsLeaveWhatTheModelHolds) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  RandomRequests requests(seed);
  const ParseOptions options = {.base = std::string(kBase), .prefixes = {{"", std::string(kBase)}}};
  for (uint64_t round = 0; round < TestRounds(60); ++round) {
    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Store> store, Store::OpenInMemory({}));
    QuadsSet committed;
    for (int commit = 0; commit < 3; ++commit) {
      std::unique_ptr<StoreTransaction> transaction = *store->Begin();
      Model model;
      model.quads = committed;
      for (int i = 0; i < 8; ++i) {
        const std::string text = requests.Next();
        SCOPED_TRACE(text);
        ASSERT_OK_AND_ASSIGN(const Update update, ParseUpdate(text, options));
        Model::Bindings bindings;
        if (requests.Below(4) == 0) {
          VariableSet variables;
          for (const UpdateOperation& operation : update.operations) {
            if (operation.where != nullptr) variables.Add(AllVariables(operation.where->pattern));
          }
          if (variables.Contains("x")) bindings.emplace_back("x", Iri(StrCat(kBase, "a")));
        }
        const bool is_expected = model.Run(update, bindings);
        const absl::StatusOr<UpdateCounts> counts =
            RunUpdate(update, {.bindings = bindings}, LocalFiles::kRefused, transaction.get());
        ASSERT_EQ(counts.ok(), is_expected) << counts.status();
        const QuadsSet quads = ReadQuads(transaction->view());
        ASSERT_TRUE(
            AreIsomorphic({quads.begin(), quads.end()}, {model.quads.begin(), model.quads.end()}))
            << "expected\n"
            << ToNQuads({model.quads.begin(), model.quads.end()}) << "but got\n"
            << ToNQuads({quads.begin(), quads.end()});
        model.quads = quads;  // With the labels that were given.
      }
      ExpectViewHolds(transaction->view(), model.quads, seed + round);
      if (requests.Below(3) != 0) {
        ASSERT_OK(transaction->Commit());
        committed = model.quads;
      }
      transaction = nullptr;
      ExpectViewHolds(*store->View(), committed, seed + round);
    }
  }
}

}  // namespace
}  // namespace entente
