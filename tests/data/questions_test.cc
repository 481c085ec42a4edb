// The questions of schema/data/issue-coalitions-questions.rq and their answers, which were read out
// of the article by hand.
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/data/data_set.h"

namespace entente {
namespace {

using ::testing::ElementsAreArray;

// Queries by the number in the line that each begins with: "# Q01 Which …".
std::map<std::string, std::string> Questions() {
  std::ifstream file(StrCat(kDataFolder, "issue-coalitions-questions.rq"));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  constexpr std::string_view kOpening = "\n# Q";
  std::map<std::string, std::string> questions;
  for (size_t begin = text.find(kOpening); begin != std::string::npos;) {
    const size_t end = text.find(kOpening, begin + 1);
    questions[text.substr(begin + 3, 3)] = text.substr(begin, end - begin);
    begin = end;
  }
  return questions;
}

// In the sequence that the query asks for.
const std::map<std::string, std::vector<std::string>>& ExpectedAnswers() {
  static const auto& answers = *new std::map<std::string, std::vector<std::string>>{
      {"Q01", {"chip4", "dfi", "tech", "values"}},
      {"Q03", {"au", "in", "jp", "us"}},
      {"Q05", {"nvidia", "qualcomm", "samsung", "tsmc"}},
      {"Q07", {"aukus", "quad", "ujk", "ujp", "ujpa"}},
      {"Q09", {"ev-chip4 2022-04", "ev-dfi 2022-04", "ev-chips-act 2022-08-08"}},
      {"Q11",
       {"doc-bennett-1994 1994", "doc-dibb-2002 2002", "doc-haass-1999 1999",
        "doc-pierre-2002 2002"}},
      {"Q13",
       {"doc-wang-cungang-2015 2015-03-11", "doc-biden-remarks-2021 2021-02-04",
        "doc-g7-2021 2021-06-13", "doc-ttc-factsheet-2021 2021-09-29", "doc-mfa-2021 2021-12-09",
        "doc-dfi-factsheet-2022 2022-04-28", "doc-sun-yan-2022 2022-08-12",
        "doc-zhao-zhang-chen-2022 2022-08-24"}},
      {"Q15", {"jp approached", "us proposed"}},
      {"Q18", {"jp 4", "au 3", "ph 2", "gb 1", "in 1", "kr 1"}},
      {"Q19",
       {"dibb c048", "pierre c049", "karlsrud c050", "wang-cungang c051", "ling-shengli c055"}},
      {"Q21",
       {"c461 cn 中国应细究各议题领域的特点和对华影响，使应对更精准。",
        "c462 cn 中国应以多元策略应对，拉与打并用，分化并减弱议题联盟的不利影响。"}},
      {"Q24", {"alliance-dependence", "domestic-politics"}},
      {"Q25", {"c180 p. 29", "c209 p. 30", "c211 p. 30"}},
      {"Q27", {"c455 yellen 2024-04 c456"}},
      {"Q29", {"doc-ding-gao-2024 5", "doc-huang-gao-2022 5"}},
      {"Q31",
       {"doc-karlsrud-reykers-2020 2", "doc-ling-2017 2", "doc-patrick-2010 2",
        "doc-van-der-lijn-2015 2"}},
      {"Q34", {"c055 p25n5 1—8", "c056 p25n5 1—8", "c431 p40n1 1—17"}},
      {"Q35", {"carnegie", "cfr", "clingendael", "nupi"}},
      {"Q37", {"chip4 IssueCoalition", "siac IndustryCoalition"}},
      {"Q39", {"climate-groups", "us-climate"}},
      {"Q41", {"c048 dibb", "c049 pierre", "c050 karlsrud"}},
      {"Q42",
       {"c012 c011 Supposed: the United States keeps to its strategy of competition with China.",
        "c285 c284 Supposed: they join the values coalition and follow US policy on China.",
        "c440 c439 Supposed: Trump returns to power.",
        "c441 c439 Supposed: Trump returns to power.",
        "c453 c452 Supposed: the United States still sees great-power competition as the first "
        "challenge to its strategy of hegemony."}},
      {"Q45", {"aukus c117", "aukus c118", "ujk c117", "ujk c118", "ujpa c117", "ujpa c118"}},
      {"Q47",
       {"c114 ling-shengli denies aukus p. 27", "c115 ling-shengli denies ujk p. 27",
        "c116 ling-shengli denies ujpa p. 27", "c393 ling-shengli denies biden-coalitions p. 38",
        "c456 ling-shengli disputes cn p. 41"}},
      {"Q49", {"50 48 47 51"}},
      {"Q51", {"en 14", "zh 33"}},
      {"Q54", {"ling-shengli 4", "ren-lin 3", "shi-tianyi 2", "zheng-haiqi 2"}},
      {"Q55",
       {"p25n6 doc-patrick-2010 patrick carnegie book-indyk-jones-2010 indyk 4",
        "p25n6 doc-patrick-2010 patrick carnegie book-indyk-jones-2010 jones 4"}},
      {"Q57", {"doc-chips-act", "doc-han-liu-2023", "doc-tang-2022", "doc-zhao-zhang-chen-2022"}},
      {"Q59",
       {"2022-01-01 siac foundingEvent", "2022-01-01 ttc foundingEvent",
        "2022-06-01 chip4 proposal", "2022-06-01 dfi signing", "2022-06-01 siac foundingEvent",
        "2022-06-01 ttc foundingEvent"}},
  };
  return answers;
}

TEST(QuestionsTest, EachHasTheAnswerThatTheArticleGives) {
  const Database database = LoadDataSet();
  std::map<std::string, std::vector<std::string>> answers;
  for (const auto& [number, query] : Questions()) answers[number] = DataSetAnswers(database, query);
  for (const auto& [number, expected] : ExpectedAnswers()) {
    EXPECT_THAT(answers[number], ElementsAreArray(expected)) << number;
  }
  EXPECT_EQ(answers.size(), ExpectedAnswers().size());
}

}  // namespace
}  // namespace entente
