// A store in plain containers, behind the same Rebuild and ReadView as the real one: bulk loading
// can be tested against it alone, and it checks what it is told.
#ifndef ENTENTE_TESTS_SUPPORT_FAKE_STORE_H_
#define ENTENTE_TESTS_SUPPORT_FAKE_STORE_H_

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "storage/ids/term_bytes.h"
#include "storage/read_view.h"
#include "storage/rebuild.h"
#include "storage/triples/triple_order.h"

namespace entente {

class FakeStore : public ReadView {
 public:
  // All that the store holds. Rows are keys of their orders.
  std::array<std::vector<std::string>, 256> terms;
  std::array<std::set<IdQuad>, kOrderCount> rows;
  uint64_t triple_term_count = 0;

  std::unique_ptr<RowCursor> Scan(TripleOrder order,
                                  std::span<const TermId> prefix) const override {
    class Cursor : public RowCursor {
     public:
      explicit Cursor(std::vector<IdQuad> matching) : rows_(std::move(matching)) {}
      bool Next(RowBatch* batch) override {
        if (next_ == rows_.size()) return false;
        for (size_t i = 0; i < 4; ++i) batch->columns[i] = &rows_[next_][i];
        batch->row_count = 1;
        ++next_;
        return true;
      }
      void Seek(const IdQuad& key) override {
        while (next_ < rows_.size() && rows_[next_] < key) ++next_;
      }
      const absl::Status& status() const override { return status_; }

     private:
      std::vector<IdQuad> rows_;
      size_t next_ = 0;
      absl::Status status_;
    };
    std::vector<IdQuad> matching;
    for (const IdQuad& row : rows[static_cast<size_t>(order)]) {
      if (std::equal(prefix.begin(), prefix.end(), row.begin())) matching.push_back(row);
    }
    return std::make_unique<Cursor>(std::move(matching));
  }

  absl::StatusOr<uint64_t> Count(TripleOrder order, std::span<const TermId> prefix) const override {
    uint64_t count = 0;
    for (const IdQuad& row : rows[static_cast<size_t>(order)]) {
      count += std::equal(prefix.begin(), prefix.end(), row.begin());
    }
    return count;
  }

  absl::StatusOr<uint64_t> CountRange(TripleOrder order, std::span<const TermId> prefix,
                                      TermId first, TermId last) const override {
    uint64_t count = 0;
    for (const IdQuad& row : rows[static_cast<size_t>(order)]) {
      const TermId id = row[prefix.size()];
      const bool has_prefix = std::equal(prefix.begin(), prefix.end(), row.begin());
      if (has_prefix && first <= id && id <= last) ++count;
    }
    return count;
  }
  absl::StatusOr<std::optional<TermId>> Find(const TermView& term) const override {
    if (term.kind == Term::Kind::kNone) return TermId();
    if (term.kind == Term::Kind::kTriple) {
      std::array<TermId, 3> prefix;
      const TermView* const components[] = {&term.triple->subject, &term.triple->predicate,
                                            &term.triple->object};
      for (size_t i = 0; i < 3; ++i) {
        const std::optional<TermId> id = *Find(*components[i]);
        if (!id.has_value()) return std::nullopt;
        prefix[i] = *id;
      }
      RowBatch batch;
      const std::unique_ptr<RowCursor> cursor = Scan(TripleOrder::kTermSpot, prefix);
      if (!cursor->Next(&batch)) return std::nullopt;
      return batch.columns[3][0];
    }
    if (term.kind == Term::Kind::kLiteral) {
      if (const std::optional<TermId> id = InlineId(term)) return id;
    }
    const IdKind kind = DictionaryKind(term);
    std::string scratch;
    const std::string_view bytes = TermBytes(term, &scratch);
    const uint64_t hash = TermHash(kind, bytes);
    const auto& hashes = rows[static_cast<size_t>(TripleOrder::kHash)];
    for (auto row = hashes.lower_bound({TermId(hash)});
         row != hashes.end() && (*row)[0].bits() == hash; ++row) {
      const TermId id = (*row)[1];
      if (id.kind() == kind && terms[static_cast<size_t>(kind)][id.payload()] == bytes) return id;
    }
    return std::nullopt;
  }

  Term Decode(TermId id) const {
    if (id.is_none()) return Term();
    if (id.is_inline()) return *InlineLiteral(id);
    if (id.kind() != IdKind::kTriple) {
      return ToTerm(
          *ParseTermBytes(id.kind(), terms[static_cast<size_t>(id.kind())][id.payload()]));
    }
    RowBatch batch;
    const std::array<TermId, 1> prefix = {id};
    const std::unique_ptr<RowCursor> cursor = Scan(TripleOrder::kTermTspo, prefix);
    if (!cursor->Next(&batch)) {
      ADD_FAILURE() << "a triple term without a row";
      return Term();
    }
    const IdQuad row = batch.Row(0);
    return Triple{Decode(row[1]), Decode(row[2]), Decode(row[3])};
  }
  absl::StatusOr<std::vector<Term>> Decode(std::span<const TermId> ids) const override {
    std::vector<Term> decoded;
    for (const TermId id : ids) decoded.push_back(Decode(id));
    return decoded;
  }

  absl::StatusOr<std::vector<PredicateStatistics>> Statistics() const override {
    return std::vector<PredicateStatistics>();
  }

  // The quads as terms, after a check that all orders of a relation agree.
  std::set<Quad> Quads() const {
    std::set<Quad> quads;
    for (const TripleOrder order : kQuadOrders) ExpectSameRows(TripleOrder::kSpog, order);
    for (const TripleOrder order : kTripleTermOrders) ExpectSameRows(TripleOrder::kTermSpot, order);
    for (const IdQuad& row : rows[0]) {
      quads.insert({Decode(row[0]), Decode(row[1]), Decode(row[2]), Decode(row[3])});
    }
    return quads;
  }

  friend bool operator==(const FakeStore& a, const FakeStore& b) {
    return a.terms == b.terms && a.rows == b.rows && a.triple_term_count == b.triple_term_count;
  }

 private:
  void ExpectSameRows(TripleOrder first, TripleOrder second) const {
    std::set<IdQuad> of_second;
    for (const IdQuad& row : rows[static_cast<size_t>(second)]) {
      of_second.insert(ToOrder(first, FromOrder(second, row)));
    }
    EXPECT_EQ(rows[static_cast<size_t>(first)], of_second) << OrderName(second);
  }
};

class FakeRebuild : public Rebuild {
 public:
  explicit FakeRebuild(FakeStore* store) : store_(store), after_(*store) {}

  const ReadView& before() const override { return *store_; }
  uint64_t NextNumber(IdKind kind) const override {
    return kind == IdKind::kTriple ? after_.triple_term_count
                                   : after_.terms[static_cast<size_t>(kind)].size();
  }
  absl::Status AppendTerm(IdKind kind, std::string_view bytes) override {
    after_.terms[static_cast<size_t>(kind)].emplace_back(bytes);
    return absl::OkStatus();
  }
  void AppendTripleTerms(uint64_t count) override { after_.triple_term_count += count; }
  absl::Status Apply(TripleOrder order, ChangeSource& changes) override {
    EXPECT_FALSE(std::exchange(is_applied_[static_cast<size_t>(order)], true)) << OrderName(order);
    std::set<IdQuad>& rows = after_.rows[static_cast<size_t>(order)];
    std::optional<IdQuad> previous;
    ChangeBatch batch;
    while (changes.Next(&batch)) {
      EXPECT_GT(batch.rows.row_count, 0u);
      EXPECT_EQ(batch.removals, nullptr);
      for (size_t i = 0; i < batch.rows.row_count; ++i) {
        const IdQuad row = batch.rows.Row(i);
        EXPECT_TRUE(!previous.has_value() || *previous < row) << OrderName(order);
        previous = row;
        rows.insert(rows.end(), row);
      }
    }
    return changes.status();
  }
  absl::StatusOr<int64_t> Publish() override {
    const auto count_before = static_cast<int64_t>(store_->rows[0].size());
    *store_ = after_;
    return static_cast<int64_t>(store_->rows[0].size()) - count_before;
  }

 private:
  FakeStore* const store_;
  FakeStore after_;
  // Not bits: orders are applied by several threads.
  std::array<bool, kOrderCount> is_applied_ = {};
};

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_FAKE_STORE_H_
