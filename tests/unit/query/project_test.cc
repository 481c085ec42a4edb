#include "query/exec/project.h"

#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/batch_source.h"
#include "tests/support/memory_view.h"

namespace entente {
namespace {

using ::testing::ElementsAre;

constexpr TermId kOne(IdKind::kIri, 1);
constexpr TermId kTwo(IdKind::kIri, 2);
constexpr TermId kThree(IdKind::kIri, 3);
constexpr TermId kOuter(IdKind::kIri, 9);

class ProjectTest : public testing::Test {
 protected:
  ProjectTest() : view_({}), context_(*QueryContext::Create(Query(), view_, {})) {}

  OperatorPtr Source() {
    return std::make_unique<BatchSource>(context_.get(), std::vector<std::string>{"a", "b"},
                                         IdRows{{kOne, kTwo}, {kTwo, TermId()}, {kThree, kThree}},
                                         1, 2);
  }

  MemoryView view_;
  std::unique_ptr<QueryContext> context_;
};

TEST_F(ProjectTest, GivesTheColumnsAskedForAndUnboundOnesForTheRest) {
  Project project(context_.get(), Source(), {"b", "x", "a"}, nullptr);
  EXPECT_THAT(project.columns(),
              ElementsAre(Column{"b", true}, Column{"x", true}, Column{"a", false}));
  EXPECT_THAT(RowsOf(&project),
              ElementsAre(ElementsAre(kTwo, TermId(), kOne), ElementsAre(TermId(), TermId(), kTwo),
                          ElementsAre(kThree, TermId(), kThree)));
  EXPECT_EQ(project.Detail(), "?b ?x ?a");
}

TEST_F(ProjectTest, FillsWhatIsUnboundFromOutside) {
  const OuterBindings outer = {{"a", kOuter}, {"b", kOuter}, {"x", kOuter}};
  Project project(context_.get(), Source(), {"x", "a", "b"}, &outer);
  EXPECT_THAT(project.columns(),
              ElementsAre(Column{"x", false}, Column{"a", false}, Column{"b", false}));
  EXPECT_THAT(RowsOf(&project),
              ElementsAre(ElementsAre(kOuter, kOne, kTwo), ElementsAre(kOuter, kTwo, kOuter),
                          ElementsAre(kOuter, kThree, kThree)));
}

}  // namespace
}  // namespace entente
