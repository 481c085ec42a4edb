// COUNT, SUM, MIN, MAX, AVG, SAMPLE and GROUP_CONCAT over the values of one group.
// Source: SPARQL 1.2 Query section 18.5.1.
#ifndef ENTENTE_QUERY_EXPRESSION_AGGREGATES_H_
#define ENTENTE_QUERY_EXPRESSION_AGGREGATES_H_

#include <cstdint>
#include <optional>
#include <string>

#include "query/expression/value.h"
#include "query/sparql/algebra.h"

namespace entente {

// Takes the values one after the other. DISTINCT is the caller's: he passes each value once.
class Accumulator {
 public:
  Accumulator(AggregateKind kind, std::string separator)
      : kind_(kind), separator_(std::move(separator)) {}

  // An error (none) is not counted by COUNT and passed over by SAMPLE; for the others it makes the
  // whole result an error.
  void Add(const std::optional<Value>& value);
  // As `count` integers do whose sum is `sum`. REQUIRES: SUM or AVG.
  void AddIntegers(int64_t sum, int64_t count);
  // COUNT(*): a solution, whatever it holds.
  void AddSolution() { ++count_; }

  // The result; none is an error. Of no values: 0 for COUNT, SUM and AVG, "" for GROUP_CONCAT.
  std::optional<Value> Result() const;

  // Bytes that the accumulator holds beside itself: GROUP_CONCAT's text.
  size_t held_bytes() const { return text_.size(); }

 private:
  void AddNumber(const Value& value);

  AggregateKind kind_;
  std::string separator_;
  bool has_error_ = false;
  int64_t count_ = 0;
  std::optional<Value> value_;  // The sum, the least, the greatest or the sample.
  std::string text_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXPRESSION_AGGREGATES_H_
