// What the documents show of programs, queries, data and commands is compiled, asked, loaded,
// there. Terminals are for console_test.cc.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "entente/entente.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/data/data_set.h"
#include "tests/documents/fences.h"
#include "tests/support/process.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

namespace fs = std::filesystem;

// Without a language it is a drawing: of layers, of bytes in a file.
constexpr std::string_view kDrawing;
constexpr std::array<std::string_view, 8> kLanguages = {"c",  "cmake",  "console", "cpp",
                                                        "sh", "sparql", "turtle",  kDrawing};

std::string Trimmed(std::string_view line) {
  const size_t begin = std::min(line.find_first_not_of(' '), line.size());
  const size_t end = line.find_last_not_of(' ') + 1;
  return std::string(line.substr(begin, std::max(begin, end) - begin));
}

std::vector<std::string> TrimmedLines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(Trimmed(line));
  return lines;
}

std::string WithoutComment(const std::string& line, std::string_view mark) {
  return Trimmed(std::string_view(line).substr(0, line.find(mark)));
}

TEST(BlocksTest, EachIsOfAKindThatIsTriedOrADrawing) {
  for (const std::string& document : Documents()) {
    for (const Fence& fence : FencesOf(document)) {
      EXPECT_THAT(kLanguages, Contains(fence.language)) << fence;
      if (fence.language != kDrawing) continue;
      for (const std::string& line : fence.lines) {
        EXPECT_FALSE(line.starts_with("$ ") || line.starts_with("entente> "))
            << fence << " shows a terminal: it is a console block";
      }
    }
  }
}

// The name in a first line "// tests/examples/…"; "" without one.
std::string ProgramOf(const Fence& fence) {
  constexpr std::string_view kOpening = "// ";
  constexpr std::string_view kFolder = "tests/examples/";
  if (fence.lines.empty() || !fence.lines[0].starts_with(StrCat(kOpening, kFolder))) return "";
  return fence.lines[0].substr(kOpening.size());
}

TEST(BlocksTest, ProgramsShownAreProgramsCompiled) {
  std::set<std::string> programs;
  for (const char* language : {"c", "cpp"}) {
    for (const Fence& fence : FencesIn(language)) {
      const std::string program = ProgramOf(fence);
      if (program.empty()) continue;
      programs.insert(program);
      const std::string text = fence.Text();
      EXPECT_EQ(text.substr(text.find('\n') + 1), ReadWhole(SourceRoot() / program)) << fence;
    }
  }
  EXPECT_GE(programs.size(), 4u);
}

// Whether the lines follow each other in the file, however far they are indented.
bool HasExcerpt(const fs::path& file, const std::vector<std::string>& excerpt) {
  const std::vector<std::string> lines = TrimmedLines(ReadWhole(file));
  return std::search(lines.begin(), lines.end(), excerpt.begin(), excerpt.end()) != lines.end();
}

TEST(BlocksTest, PiecesOfProgramsAreOfProgramsCompiled) {
  for (const char* language : {"c", "cpp"}) {
    for (const Fence& fence : FencesIn(language)) {
      if (!ProgramOf(fence).empty()) continue;
      bool is_found = false;
      for (const char* folder : {"tests/examples", "tests/c"}) {
        for (const auto& entry : fs::directory_iterator(SourceRoot() / folder)) {
          is_found = is_found || HasExcerpt(entry.path(), TrimmedLines(fence.Text()));
        }
      }
      EXPECT_TRUE(is_found) << fence << " is in no program of tests/examples or tests/c";
    }
  }
}

TEST(BlocksTest, LinesForCMakeAreThoseOfTheProjectThatIsBuilt) {
  const std::vector<std::string> lines =
      TrimmedLines(ReadWhole(SourceRoot() / "tests/install/CMakeLists.txt"));
  for (const Fence& fence : FencesIn("cmake")) {
    for (const std::string& line : fence.lines) {
      std::string wanted = WithoutComment(line, "#");
      // The application has another name there.
      const size_t app = wanted.find("(app ");
      if (app != std::string::npos) wanted.replace(app, 4, "(consumer");
      EXPECT_THAT(lines, Contains(wanted)) << fence;
    }
  }
}

// Those of a block: an empty line is between two, and if the first part only declares prefixes, it
// does so for all.
std::vector<std::string> RequestsOf(const Fence& fence) {
  std::vector<std::string> requests(1);
  for (const std::string& line : fence.lines) {
    if (line.empty()) {
      requests.emplace_back();
    } else {
      StrAppend(&requests.back(), line, "\n");
    }
  }
  const std::string prologue = requests[0];
  if (requests.size() > 1 && CheckRequest(prologue).form == RequestCheck::Form::kNothing) {
    requests.erase(requests.begin());
    for (std::string& request : requests) request.insert(0, prologue);
  }
  return requests;
}

TEST(BlocksTest, QueriesHaveAnswersInTheShippedDataAndUpdatesAreDone) {
  Database database = LoadDataSet();
  size_t request_count = 0;
  for (const Fence& fence : FencesIn("sparql")) {
    for (const std::string& request : RequestsOf(fence)) {
      ++request_count;
      if (CheckRequest(request).form == RequestCheck::Form::kQuery) {
        EXPECT_THAT(DataSetAnswers(database, request), Not(IsEmpty())) << fence << "\n" << request;
        continue;
      }
      auto transaction = database.Begin();  // Not committed: what is next asks the data set.
      ASSERT_OK(transaction);
      const auto report = transaction->Update(request);
      ASSERT_OK(report) << fence;
      EXPECT_GT(report->quads_inserted, 0u) << fence;
    }
  }
  EXPECT_GE(request_count, 10u);
}

TEST(BlocksTest, GraphsLoadAndTheirRecordsAreWellFormed) {
  std::map<std::string, std::string> texts;
  for (const Fence& fence : FencesIn("turtle")) StrAppend(&texts[fence.document], fence.Text());
  EXPECT_THAT(texts, Contains(::testing::Key("docs/data_model.md")));
  for (const auto& entry : texts) {
    const std::string& document = entry.first;
    std::string prologue = "PREFIX ex: <http://example.org/>\n";
    for (const auto& [name, iri] : DefaultPrefixes()) {
      StrAppend(&prologue, "PREFIX ", name, ": <", iri, ">\n");
    }
    const TempDir directory;
    const fs::path file = directory / "shown.ttl";
    std::ofstream(file) << prologue << entry.second;
    auto database = Database::OpenInMemory();
    ASSERT_OK(database);
    EXPECT_OK(database->Load(file)) << document;
    const auto count = database->Read().Validate([&](const Violation& violation) {
      ADD_FAILURE() << document << ": " << violation.record << " " << violation.rule << ": "
                    << violation.message;
      return absl::OkStatus();
    });
    EXPECT_THAT(count, IsOkAndHolds(0u));
  }
}

// The commands of a block of sh, each as its words: comments, variables before a command and what
// joins commands are left out.
std::vector<std::vector<std::string>> CommandsOf(const Fence& fence) {
  std::vector<std::vector<std::string>> commands;
  for (const std::string& line : fence.lines) {
    commands.emplace_back();
    std::istringstream words(line);
    for (std::string word; words >> word && !word.starts_with('#');) {
      if (word == "&&") {
        commands.emplace_back();
      } else if (!commands.back().empty() || word.find('=') == std::string::npos) {
        commands.back().push_back(word);
      }
    }
  }
  std::erase_if(commands, [](const auto& command) { return command.empty(); });
  return commands;
}

// Whether a program of that name is built: it is mentioned where the tests are built, or it is one
// of the fuzzers, which have the names of their sources.
bool IsBuilt(const fs::path& program) {
  const std::string name = program.filename();
  for (const char* file : {"tests/CMakeLists.txt", "tests/bench/CMakeLists.txt"}) {
    if (ReadWhole(SourceRoot() / file).find(name) != std::string::npos) return true;
  }
  return fs::exists(SourceRoot() / "tests/fuzz" / StrCat(name, ".cc"));
}

bool HasPreset(const std::vector<std::string>& command) {
  const auto option = std::find(command.begin(), command.end(), "--preset");
  if (option == command.end() || option + 1 == command.end()) return false;
  return ReadWhole(SourceRoot() / "CMakePresets.json")
             .find(StrCat("\"name\": \"", *(option + 1), "\"")) != std::string::npos;
}

TEST(BlocksTest, CommandsOfScriptsAreThere) {
  for (const Fence& fence : FencesIn("sh")) {
    for (const std::vector<std::string>& command : CommandsOf(fence)) {
      const std::string& program = command[0];
      if (program == "cmake" || program == "ctest") {
        EXPECT_TRUE(HasPreset(command)) << fence << ": " << ::testing::PrintToString(command);
      } else if (program == "build/tools/entente" && command.size() > 1 &&
                 command[1].find('.') == std::string::npos) {
        const ProcessResult help = RunProcess({ENTENTE_BINARY, "help", command[1]});
        EXPECT_EQ(help.exit_code, 0) << fence << ": " << help.err;
      } else if (program == "build/tools/entente") {
        EXPECT_EQ(command.size(), 2u) << fence;
      } else if (program.starts_with("build")) {
        EXPECT_TRUE(IsBuilt(program)) << fence << ": " << program;
      } else {
        EXPECT_TRUE(fs::exists(SourceRoot() / program)) << fence << ": " << program;
      }
      for (const std::string& word : command) {
        if (word.starts_with("tests/") && word.find('*') == std::string::npos) {
          EXPECT_TRUE(fs::exists(SourceRoot() / word)) << fence << ": " << word;
        }
      }
    }
  }
}

}  // namespace
}  // namespace entente
