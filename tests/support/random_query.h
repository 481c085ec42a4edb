// Queries from a seed, over the whole grammar of SPARQL 1.1 and 1.2 Query without SERVICE, in the
// terms of random_terms.h, so that over random data many have solutions.
//
// All are grammatical. RAND, UUID, STRUUID and BNODE, whose values differ from run to run, occur
// rarely; how much of an answer is fixed is for fixed_answer.h to say.
#ifndef ENTENTE_TESTS_SUPPORT_RANDOM_QUERY_H_
#define ENTENTE_TESTS_SUPPORT_RANDOM_QUERY_H_

#include <string>
#include <vector>

#include "tests/support/random_expression.h"
#include "tests/support/random_terms.h"
#include "tests/support/text_tree.h"

namespace entente {

class RandomQueries {
 public:
  // In the terms that `terms` gives, which should be those of the data.
  explicit RandomQueries(const RandomTerms& terms)
      : terms_(terms), expressions_(terms, [this] { return HiddenGroup(); }) {}
  RandomQueries(const RandomQueries&) = delete;

  // The next query, with its prologue.
  TextTree Next();

 private:
  // What is in scope in a group so far: a superset of it, to be exact.
  using Variables = std::vector<std::string>;
  // What a SELECT shows and may be ordered by.
  struct Head {
    TextTree clause;
    Variables columns;
    Variables sortable;
    bool is_grouped = false;
    TextTree group_by;
    TextTree having;
  };

  TextTree Prologue();
  TextTree Dataset();
  TextTree Select();
  TextTree Ask();
  TextTree Construct();
  TextTree Describe();

  TextTree Group(Variables* visible, int depth);
  TextTree HiddenGroup();
  TextTree Element(Variables* visible, int depth);
  TextTree SubSelect(Variables* visible, int depth);
  TextTree Values(Variables* visible);
  Head MakeHead(const Variables& visible, bool may_be_reduced);
  TextTree Modifiers(const Head& head, bool is_inner);
  TextTree OrderBy(const Variables& variables, bool is_grouped, const Variables& aggregated);

  // Triples. `variables` gets the variables that they name.
  enum class Use { kPattern, kTemplate };
  TextTree Triples(Use use, Variables* variables);
  TextTree TriplesSameSubject(Use use, Variables* variables, int depth);
  TextTree PropertyList(Use use, Variables* variables, int depth);
  TextTree Verb(Use use, Variables* variables, bool* is_path);
  TextTree Node(Use use, Variables* variables, int depth, bool is_subject);
  TextTree Collection(Use use, Variables* variables, int depth);
  TextTree ReifiedTriple(Use use, Variables* variables, int depth);
  TextTree TripleTerm(Use use, Variables* variables, int depth);
  TextTree SimplePlace(Use use, Variables* variables, bool is_subject);
  TextTree Reifier(Use use, Variables* variables);
  TextTree Path(int depth);
  TextTree NegatedSet();

  std::string SomeVariable(Use use, Variables* variables, bool is_subject);
  std::string FreshVariable();
  std::string BlankLabel();

  RandomTerms terms_;
  RandomExpressions expressions_;
  Variables template_variables_;  // Of the pattern that a template is filled from.
  int fresh_count_ = 0;
  int block_count_ = 0;  // Of triples: labels of blank nodes belong to one.
  int hidden_depth_ = 0;
};

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_RANDOM_QUERY_H_
