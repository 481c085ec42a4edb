#include "query/plan/explain.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/exec/union_all.h"
#include "tests/support/batch_source.h"
#include "tests/support/memory_view.h"

namespace entente {
namespace {

using ::testing::HasSubstr;

// An operator whose detail is a text.
class Named final : public Operator {
 public:
  Named(QueryContext* context, std::string detail)
      : Operator(context, {{"a"}}), detail_(std::move(detail)) {}
  std::string Name() const override { return "named"; }
  std::string Detail() const override { return detail_; }

 protected:
  bool NextBatch(Batch*) override { return false; }

 private:
  std::string detail_;
};

TEST(ExplainTest, ShowsOneOperatorALineWithItsInputsBelow) {
  const MemoryView view({});
  const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
  std::vector<OperatorPtr> inner;
  inner.push_back(std::make_unique<Named>(context.get(), "first"));
  inner.back()->set_estimated_row_count(12.4);
  inner.push_back(std::make_unique<Named>(context.get(), ""));
  std::vector<OperatorPtr> outer;
  outer.push_back(
      std::make_unique<UnionAll>(context.get(), std::vector<Column>{{"a"}}, std::move(inner)));
  outer.push_back(std::make_unique<Named>(context.get(), "last"));
  UnionAll root(context.get(), {{"a"}}, std::move(outer));
  EXPECT_EQ(ExplainPlan(root, {}),
            "union\n"
            "  union\n"
            "    named (first), about 12 rows\n"
            "    named\n"
            "  named (last)\n");
}

TEST(ExplainTest, ShortensIrisWhereThePrefixLeavesAPlainName) {
  const MemoryView view({});
  const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
  const Named named(context.get(),
                    "?a <http://example.org/b> <http://example.org/c/d> < <http://other.org/e>");
  EXPECT_EQ(ExplainPlan(named, {{"x", "http://example.org/"}}),
            "named (?a x:b <http://example.org/c/d> < <http://other.org/e>)\n");
}

TEST(ExplainTest, TellsWhatWasMeasured) {
  const MemoryView view({});
  const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
  BatchSource source(context.get(), {"a"}, IdRows(7, {TermId(IdKind::kIri, 1)}), 1);
  source.StartProfile();
  EXPECT_EQ(RowsOf(&source).size(), 7u);
  EXPECT_THAT(ExplainPlan(source, {}), HasSubstr("rows; measured 7 rows, "));
}

}  // namespace
}  // namespace entente
