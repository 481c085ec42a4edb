// `entente <command>`: the table of commands and their options.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>
#include <vector>

#include "entente/entente.h"
#include "tools/command_names.h"
#include "tools/command_table.h"
#include "tools/commands.h"
#include "tools/opening.h"
#include "tools/option_values.h"
#include "tools/spelling.h"
#include "tools/terminal.h"

namespace entente {
namespace {

constexpr const char* kShell = "shell";
// What DB is for commands that only read it, and for those that write.
constexpr const char* kToRead = "Database or snapshot";
constexpr const char* kToChange = "Directory of the database";
constexpr const char* kFooter =
    "Exit codes: 0 ok, 1 error in query or data, 2 usage, 3 damaged or no database,\n"
    "4 limit reached or cancelled, 5 input or output error, 6 locked by another process.";

class CommandLine {
 public:
  CommandLine() : app_("Entente: an embedded knowledge-graph database", "entente") {
    app_.footer(std::string("Without a command, `entente` and `entente DB` are the shell: as "
                            "`entente shell`.\n\n")
                    .append(kFooter));
    app_.set_version_flag("--version", "entente " + std::string(Version()));
    app_.set_help_flag("-h,--help", "Print this help");
    app_.require_subcommand(1);
    AddLoad();
    AddQuery();
    AddExplain();
    AddContradictions();
    AddUpdate();
    AddDump();
    AddStats();
    AddCard("actor", "Show an actor: posts, works, groupings, what it says and what is said of it");
    AddCard("coalition", "Show a grouping: members, times, status, and who says so");
    AddCard("document", "Show a document: who wrote it, who cites it, what rests on it");
    AddCard("claim", "Show a claim: who holds it, where, on what evidence, and who says otherwise");
    AddClaims();
    AddPlain("validate", "Say which records are not well formed, one line for each rule broken",
             kToRead, [](const std::string& database) { return RunValidate(database); });
    AddPlain("verify", "Read everything and say what is broken", kToRead,
             [](const std::string& database) { return RunVerify(database); });
    AddPlain("compact", "Fold recent changes into blocks and give back the space", kToChange,
             [](const std::string& database) { return RunCompact(database); });
    AddSnapshot();
    AddPatch();
    AddShell();
    AddCompletion();
    AddVersion();
    AddHelp();
    for (CLI::App* command : app_.get_subcommands({})) {
      for (CLI::App* part : command->get_subcommands({})) AddCommonOptions(part);
      AddCommonOptions(command);
    }
  }

  ExitCode Run(int argc, char** argv) {
    std::vector<std::string> words(argv + 1, argv + argc);
    // A script for a database in memory, unless there is nothing to run.
    if (words.empty() && !IsTerminal(STDIN_FILENO) && std::cin.peek() == EOF) {
      const absl::Status input = StandardInputStatus();
      if (!input.ok()) return Fail(input, Doing::kRunning);
      std::cerr << app_.help();
      return kExitUsage;
    }
    if (MeansShell(words)) words.insert(words.begin(), kShell);
    if (const std::string problem = FindUnknown(&app_, words); !problem.empty()) {
      PrintError(problem);
      return kExitUsage;
    }
    try {
      // CLI11 takes them from the back.
      app_.parse(std::vector<std::string>(words.rbegin(), words.rend()));
    } catch (const CLI::CallForHelp&) {
      return Print(app_.help());
    } catch (const CLI::CallForVersion&) {
      return Print(app_.version() + "\n");
    } catch (const CLI::ParseError& error) {
      const CLI::App* command = ParsedCommand();
      PrintError(Plainly(error, command->remaining(), command->get_name(), CommandNames(command)) +
                 "; see " + HelpOf(command) + HintOnRequest(command));
      return kExitUsage;
    }
    return exit_code_;
  }

 private:
  static ColorChoice Choice(std::string_view name) {
    if (name == "always") return ColorChoice::kAlways;
    return name == "never" ? ColorChoice::kNever : ColorChoice::kAuto;
  }

  static ExitCode Print(const std::string& text) {
    StandardOutput output;
    const absl::Status status = output.Write(text);
    return status.ok() || output.reader_is_gone() ? kExitOk : Fail(status, Doing::kRunning);
  }

  // The command that is being run, within its group; the whole if none was named.
  const CLI::App* ParsedCommand() const {
    const CLI::App* command = &app_;
    while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
    return command;
  }

  // For `entente DB 'SELECT …'`.
  static std::string HintOnRequest(const CLI::App* command) {
    const std::vector<std::string> rest = command->remaining();
    if (command->get_name() != kShell || rest.empty() || rest.front().starts_with('-')) return "";
    return "\nhint: a query is asked by entente query DB QUERY, or entente DB -c QUERY";
  }

  static void AddCommonOptions(CLI::App* command) {
    command
        ->add_option_function<std::string>(
            "--color", [](const std::string& choice) { SetColor(Choice(choice)); },
            "Colour of messages: auto, always or never")
        ->type_name("WHEN")
        ->check(IsOneOf({"auto", "always", "never"}));
    command->add_flag_callback(
        "--read-file", ReadSnapshotFiles,
        "Read snapshots instead of mapping them: for files that others may write to");
  }

  // `entente`, `entente DB` and `entente -c …` are short for `entente shell …`. A database is what
  // is there or looks like a path, so that a misspelt command is none.
  bool MeansShell(const std::vector<std::string>& words) {
    if (words.empty()) return true;
    const std::string& first = words[0];
    if (first.starts_with('-')) {
      CLI::App* shell = FindCommand(&app_, kShell);
      const std::string name = first.substr(0, first.find('='));
      return name != "-h" && name != "--help" && shell->get_option_no_throw(name) != nullptr;
    }
    if (FindCommand(&app_, first) != nullptr) return false;
    std::error_code error;
    return first.find_first_of("./") != std::string::npos || std::filesystem::exists(first, error);
  }

  CLI::App* Add(const std::string& name, const std::string& description) {
    return Add(&app_, name, description);
  }
  static CLI::App* Add(CLI::App* group, const std::string& name, const std::string& description) {
    CLI::App* command = group->add_subcommand(name, description);
    command->set_help_flag("-h,--help", "Print this help");
    command->footer(kFooter);
    return command;
  }

  void AddLoad() {
    CLI::App* command = Add("load", "Load RDF files into a database, all of them or nothing");
    command->add_option("DB", load_.database, "Directory; made if it does not exist")->required();
    command->add_option("FILE", load_.files, ".nt .nq .ttl .trig, also .gz .zst .bz2; or -")
        ->required();
    command->add_option("--format", load_.format, "nt, nq, ttl or trig; default: by file ending")
        ->type_name("NAME");
    command->add_option("--base", load_.base, "Base of relative IRIs; default: the file's own")
        ->type_name("IRI")
        ->check(IsIri());
    command->add_option("--graph", load_.graph, "Graph for statements that name none")
        ->type_name("IRI");
    AddMemory(command, &load_.memory_bytes, "Memory for sorting");
    command->add_option("--threads", load_.thread_count, "Default: as many as the machine has")
        ->type_name("N")
        ->transform(IsCount("threads", 1024));
    command->callback([this] { exit_code_ = RunLoad(load_); });
  }

  // What `query` and `explain` share.
  void AddQueryOptions(CLI::App* command, QueryArguments* query) {
    command->add_option("DB", query->database, kToRead)->required();
    command->add_option("QUERY", query->query, "The text, @FILE, or - for standard input")
        ->required();
    command->add_option("--base", query->base, "Base of relative IRIs")
        ->type_name("IRI")
        ->check(IsIri());
    AddParams(command, &query->params);
    AddView(command, &query->view);
    AddTimeout(command, &query->timeout_seconds);
    AddMemory(command, &query->memory_bytes, "Memory for intermediate results");
  }

  void AddQuery() {
    CLI::App* command = Add("query", "Answer a SPARQL query");
    AddQueryOptions(command, &query_);
    command
        ->add_option(
            "--format", query_.format,
            "table, markdown, csv, tsv, json or xml; for CONSTRUCT and DESCRIBE nt, ttl, nq "
            "or trig. Default on a terminal: table or ttl, else tsv or nt")
        ->type_name("NAME");
    command->add_option("--max-rows", query_.row_count_max, "Stop with exit code 4 after N rows")
        ->type_name("N")
        ->transform(IsCount("rows"));
    command->add_flag("--explain", explains_query_, "Show how it would be answered, as `explain`");
    command->callback([this] {
      exit_code_ = explains_query_ ? RunExplain({.query = query_}) : RunQuery(query_);
    });
  }

  void AddExplain() {
    CLI::App* command = Add("explain", "Show how a SPARQL query would be answered");
    AddQueryOptions(command, &explain_.query);
    command->add_flag("--analyze", explain_.analyze,
                      "Answer it, and tell the rows and times of each step");
    command->callback([this] { exit_code_ = RunExplain(explain_); });
  }

  void AddContradictions() {
    ContradictionsArguments& found = contradictions_;
    CLI::App* command = Add("contradictions", "List the claims that contradict each other");
    command->add_option("DB", found.database, kToRead)->required();
    AddClaimConditions(command, &found.view, "Claims that count");
    command
        ->add_option("--single-valued", found.single_valued,
                     "A property that has one value at one time; may be repeated")
        ->type_name("IRI")
        ->allow_extra_args(false);
    command->add_option("--limit", found.limit, "So many at most")
        ->type_name("N")
        ->transform(IsCount("contradictions"));
    command
        ->add_option("--format", found.format,
                     "table, markdown, csv, tsv, json or xml. Default on a terminal: table, else "
                     "tsv")
        ->type_name("NAME");
    AddLanguage(command, &found.language);
    AddTimeout(command, &found.timeout_seconds);
    AddMemory(command, &found.memory_bytes, "Memory for claims and what is found");
    command->callback([this] { exit_code_ = RunContradictions(contradictions_); });
  }

  void AddUpdate() {
    CLI::App* command = Add("update", "Change a database by a SPARQL update, all of it or nothing");
    command->add_option("DB", update_.database, kToChange)->required();
    command
        ->add_option("UPDATE", update_.update,
                     "The text, @FILE, or -: each line of standard input, after which `ok N` is "
                     "printed when it is on disk")
        ->required();
    command->add_option("--base", update_.base, "Base of relative IRIs")
        ->type_name("IRI")
        ->check(IsIri());
    AddParams(command, &update_.params);
    AddTimeout(command, &update_.timeout_seconds);
    AddMemory(command, &update_.memory_bytes, "Memory for solutions and changes");
    command->add_flag("--allow-load", update_.allows_load, "Let LOAD <file:///…> read files");
    command->callback([this] { exit_code_ = RunUpdate(update_); });
  }

  void AddDump() {
    CLI::App* command =
        Add("dump", "Write everything; by default as canonical N-Quads, sorted by bytes");
    command->add_option("DB", dump_.database, kToRead)->required();
    command->add_option("--format", dump_.format, "nq, nt, ttl or trig")->type_name("NAME");
    AddMemory(command, &dump_.memory_bytes, "Memory for sorting");
    command->callback([this] { exit_code_ = RunDump(dump_); });
  }

  void AddStats() {
    CLI::App* command = Add("stats", "Count what a database holds and what it takes");
    command->add_option("DB", stats_.database, kToRead)->required();
    command->add_option("--format", stats_.format, "text or json")->type_name("NAME");
    command->callback([this] { exit_code_ = RunStats(stats_); });
  }

  void AddLanguage(CLI::App* command, std::string* language) {
    command
        ->add_option("--lang", *language, "Of labels and texts where there are several; default en")
        ->type_name("LANG");
  }

  void AddCard(const std::string& kind, const std::string& description) {
    CLI::App* command = Add(kind, description);
    command->add_option("DB", card_.database, kToRead)->required();
    command->add_option("NAME", card_.record, "A label in any language, an IRI, or its last part")
        ->required();
    AddLanguage(command, &card_.language);
    command->callback([this, kind] {
      card_.kind = kind;
      exit_code_ = RunCard(card_);
    });
  }

  void AddClaims() {
    CLI::App* command = Add("claims", "List the claims that meet all conditions given");
    command->add_option("DB", claims_.database, kToRead)->required();
    command->add_option("NAME", claims_.about,
                        "What they are about: a label, an IRI, or its last part");
    command->add_option("--by", claims_.by, "Who makes them")->type_name("NAME");
    command->add_option("--in", claims_.in, "The document they are found in")->type_name("NAME");
    command->add_option("--answers", claims_.answers, "The claim they support, deny or report")
        ->type_name("NAME");
    AddLanguage(command, &claims_.language);
    command->add_option("--format", claims_.format, "table, markdown, csv, tsv, json or xml")
        ->type_name("NAME");
    command->callback([this] { exit_code_ = RunClaims(claims_); });
  }

  template <typename Function>
  void AddPlain(const std::string& name, const std::string& description, const char* database,
                Function run) {
    CLI::App* command = Add(name, description);
    command->add_option("DB", database_, database)->required();
    command->callback([this, run] { exit_code_ = run(database_); });
  }

  void AddShell() {
    CLI::App* command = Add(kShell, "Ask and change a database line by line, or run scripts");
    command->add_option("DB", shell_.database,
                        "Database or snapshot; default: a database in memory");
    command->add_option("-f,--file", shell_.files, "Run the requests in FILE; may be repeated")
        ->type_name("FILE")
        ->allow_extra_args(false);
    command->add_option("-c,--command", shell_.texts, "Run these requests; may be repeated")
        ->type_name("TEXT")
        ->allow_extra_args(false);
    command->add_flag("--read-only", shell_.read_only, "Write nothing; others may read meanwhile");
    command->add_flag("--create", shell_.create_if_missing, "Make the database if there is none");
    command->callback([this] { exit_code_ = RunShell(shell_); });
  }

  // What is done with whole snapshot files. Asking them is for the commands that take a database.
  void AddSnapshot() {
    CLI::App* group = Add("snapshot", "Make, compare, merge, check and sign snapshot files");
    group->require_subcommand(1);

    AddSnapshotCreate(group);
    AddSnapshotDiff(group);
    AddSnapshotMerge(group);

    CLI::App* info = Add(group, "info", "Show what the header of a snapshot says");
    info->add_option("FILE", snapshot_info_.file, "Snapshot")->required();
    info->add_option("--format", snapshot_info_.format, "text or json")->type_name("NAME");
    info->callback([this] { exit_code_ = RunSnapshotInfo(snapshot_info_); });

    CLI::App* verify =
        Add(group, "verify", "Read everything, compute the logical hash, and say what is broken");
    verify->add_option("FILE", snapshot_verify_.file, "Snapshot")->required();
    verify
        ->add_option("--key", snapshot_verify_.key_file,
                     "Public Ed25519 key (PEM): a good signature of it is wanted, else the exit "
                     "code is 1")
        ->type_name("FILE")
        ->check(IsFileName());
    verify->callback([this] { exit_code_ = RunSnapshotVerify(snapshot_verify_); });

    CLI::App* sign = Add(group, "sign", "Add a signature of the logical hash");
    sign->add_option("FILE", snapshot_sign_.file, "Snapshot")->required();
    sign->add_option("--key", snapshot_sign_.key_file, "Private Ed25519 key (PEM)")
        ->required()
        ->type_name("FILE")
        ->check(IsFileName());
    sign->callback([this] { exit_code_ = RunSnapshotSign(snapshot_sign_); });
  }

  // What is said of a snapshot that `create` or `merge` makes.
  void AddMaking(CLI::App* command, SnapshotMaking* making) {
    constexpr const char* kGroup = "Snapshot";
    AddIn(kGroup, command, "--description", &making->description, "What it is", "TEXT");
    AddIn(kGroup, command, "--licence", &making->licence, "An IRI or a name", "TEXT");
    AddIn(kGroup, command, "--origin", &making->sources,
          "Where the content comes from: an IRI or a text; may be repeated", "TEXT")
        ->allow_extra_args(false);
    AddIn(kGroup, command, "--parent", &making->parents,
          "Logical hash of what it was made from, or that snapshot; may be repeated", "HASH|FILE")
        ->allow_extra_args(false);
    AddIn(kGroup, command, "--prefix", &making->prefixes,
          "A prefix for those who read it; may be repeated", "name=IRI")
        ->allow_extra_args(false);
    AddMemory(command, &making->memory_bytes, "Memory for sorting");
    command->add_option("--threads", making->thread_count, "Default: as many as the machine has")
        ->type_name("N")
        ->transform(IsCount("threads", 1024));
  }

  void AddSnapshotCreate(CLI::App* group) {
    SnapshotCreateArguments& create = snapshot_create_;
    CLI::App* command = Add(group, "create", "Write a database, or a part of it, into one file");
    command->add_option("DB", create.database, kToRead)->required();
    command->add_option("FILE", create.file, "The snapshot; one that is there is replaced")
        ->required();
    command
        ->add_option("--graph", create.graphs,
                     "Only quads of this graph, or of the default graph; may be repeated")
        ->type_name("IRI|default")
        ->allow_extra_args(false);
    command
        ->add_option("--query", create.query,
                     "What this CONSTRUCT gives: the text, @FILE, or - for standard input")
        ->type_name("QUERY");
    AddMaking(command, &create.making);
    AddView(command, &create.view);
    command->callback([this] { exit_code_ = RunSnapshotCreate(snapshot_create_); });
  }

  void AddSnapshotDiff(CLI::App* group) {
    SnapshotDiffArguments& diff = snapshot_diff_;
    CLI::App* command =
        Add(group, "diff", "Write what makes A into B as RDF Patch, or tell what changed");
    command->add_option("A", diff.before, kToRead)->required();
    command->add_option("B", diff.after, kToRead)->required();
    command->add_option("-o,--output", diff.output, "File for the patch; default: standard output")
        ->type_name("FILE");
    command
        ->add_flag("--summary{text}", diff.summary,
                   "Tell what changed record by record, for people or =json; no patch without -o")
        ->check(IsOneOf({"text", "json"}));
    AddLanguage(command, &diff.language);
    AddMemory(command, &diff.memory_bytes, "Memory for sorting");
    command->callback([this] { exit_code_ = RunSnapshotDiff(snapshot_diff_); });
  }

  void AddSnapshotMerge(CLI::App* group) {
    SnapshotMergeArguments& merge = snapshot_merge_;
    CLI::App* command =
        Add(group, "merge", "Merge what two sides made of a base into a snapshot, claim by claim");
    command->add_option("BASE", merge.base, kToRead)->required();
    command->add_option("OURS", merge.ours, kToRead)->required();
    command->add_option("THEIRS", merge.theirs, kToRead)->required();
    command->add_option("FILE", merge.output, "The snapshot that is written")->required();
    const auto add = [&](const char* name, MergeConflicts conflicts, const char* description) {
      return command->add_flag_callback(
          name, [&merge, conflicts] { merge.conflicts = conflicts; }, description);
    };
    CLI::Option* fail = add("--fail", MergeConflicts::kFail,
                            "Write nothing if there are claims in conflict (default)");
    CLI::Option* ours =
        add("--ours", MergeConflicts::kOurs, "Take claims in conflict as OURS has them");
    CLI::Option* theirs =
        add("--theirs", MergeConflicts::kTheirs, "Take claims in conflict as THEIRS has them");
    fail->excludes(ours)->excludes(theirs);
    ours->excludes(theirs);
    AddMaking(command, &merge.making);
    command->callback([this] { exit_code_ = RunSnapshotMerge(snapshot_merge_); });
  }

  void AddPatch() {
    CLI::App* command =
        Add("patch", "Add and remove what a file of RDF Patch says, all of it or nothing");
    command->add_option("DB", patch_.database, kToChange)->required();
    command->add_option("FILE", patch_.file, "Patch, as `snapshot diff` writes it; or -")
        ->required();
    AddMemory(command, &patch_.memory_bytes, "Memory for changes");
    command->callback([this] { exit_code_ = RunPatch(patch_); });
  }

  CommandTable Table() const {
    CommandTable table = TableOf(app_);
    table.exit_codes = kFooter;
    return table;
  }

  void AddCompletion() {
    CLI::App* command = Add("completion", "Print a script by which a shell completes the commands");
    command->add_option("SHELL", completion_shell_, "bash, zsh or fish")
        ->required()
        ->check(IsOneOf({"bash", "zsh", "fish"}));
    command->callback([this] { exit_code_ = Print(CompletionScript(completion_shell_, Table())); });
  }

  void AddVersion() {
    Add("version", "Print the version")->callback([this] {
      exit_code_ = Print("entente " + std::string(Version()) + "\n");
    });
  }

  void AddHelp() {
    CLI::App* command = Add("help", "Print help, in general or for one command");
    command->add_option("COMMAND", help_about_, "One of the commands: query, snapshot merge …");
    command->add_flag("--man", prints_manual_, "Print the manual page, as man reads it");
    command->callback(
        [this] { exit_code_ = prints_manual_ ? Print(ManualPage(Table())) : PrintHelp(); });
  }

  ExitCode PrintHelp() {
    CLI::App* about = &app_;
    std::string words;
    for (const std::string& word : help_about_) {
      words += (words.empty() ? "" : " ") + word;
      CLI::App* const group = about;
      about = FindCommand(group, word);
      if (about != nullptr) continue;
      const std::string nearest = Nearest(word, CommandNames(group));
      PrintError("unknown command " + words +
                 (nearest.empty() ? "" : "; did you mean " + nearest + "?"));
      return kExitUsage;
    }
    // App::help() would give that of the command being run, which is this one.
    return Print(
        about->get_formatter()->make_help(about, FullName(about), CLI::AppFormatMode::Normal));
  }

  void AddMemory(CLI::App* command, uint64_t* bytes, const std::string& description) {
    command->add_option("--memory", *bytes, description + "; default " + HumanBytes(*bytes))
        ->type_name("SIZE")
        ->transform(IsSize());
  }

  void AddParams(CLI::App* command, std::vector<std::string>* params) {
    command->add_option("--param", *params, "A value for ?name, as SPARQL writes terms")
        ->type_name("name=TERM")
        ->allow_extra_args(false);
  }

  template <typename Value>
  static CLI::Option* AddIn(const char* group, CLI::App* command, const char* name, Value* value,
                            const char* description, const char* type) {
    return command->add_option(name, *value, description)->type_name(type)->group(group);
  }

  // Which claims count.
  void AddClaimConditions(CLI::App* command, ViewArguments* view, const char* group) {
    const auto add = [&](const char* name, auto* value, const char* description, const char* type) {
      return AddIn(group, command, name, value, description, type);
    };
    add("--valid", &view->valid, "Claims whose valid interval covers the date: 2022, 2022-04 …",
        "DATE");
    add("--known", &view->known, "Claims stated or recorded by then", "DATE");
    add("--time", &view->time, "How the dates are meant: possible (default) or certain", "HOW")
        ->check(IsOneOf({"possible", "certain"}));
    add("--source", &view->sources, "Claims found in this document; may be repeated", "NAME")
        ->allow_extra_args(false);
    add("--claimant", &view->claimants, "Claims by this one; may be repeated", "NAME")
        ->allow_extra_args(false);
    add("--modality", &view->modalities,
        "categorical, possible, conditional or hypothetical; may be repeated", "NAME")
        ->allow_extra_args(false);
    add("--min-confidence", &view->min_confidence, "Claims that state at least this", "NUMBER")
        ->check(IsConfidence());
  }

  // The evidence view; any of these makes one.
  void AddView(CLI::App* command, ViewArguments* view) {
    constexpr const char* kGroup = "Evidence view";
    AddClaimConditions(command, view, kGroup);
    AddIn(kGroup, command, "--policy", &view->policy,
          "uncontested (default), or supported: denials do not count", "NAME")
        ->check(IsOneOf({"uncontested", "supported"}));
    AddIn(kGroup, command, "--base-triples", &view->base_triples,
          "include (default) or exclude what is asserted", "NAME")
        ->check(IsOneOf({"include", "exclude"}));
  }

  void AddTimeout(CLI::App* command, std::optional<double>* seconds) {
    command->add_option("--timeout", *seconds, "Default: none")
        ->type_name("SECONDS")
        ->check(IsTime());
  }

  CLI::App app_;
  LoadArguments load_;
  QueryArguments query_;
  bool explains_query_ = false;
  ExplainArguments explain_;
  ContradictionsArguments contradictions_;
  UpdateArguments update_;
  DumpArguments dump_;
  StatsArguments stats_;
  CardArguments card_;
  ClaimsArguments claims_;
  SnapshotCreateArguments snapshot_create_;
  SnapshotDiffArguments snapshot_diff_;
  SnapshotMergeArguments snapshot_merge_;
  PatchArguments patch_;
  SnapshotInfoArguments snapshot_info_;
  SnapshotVerifyArguments snapshot_verify_;
  SnapshotSignArguments snapshot_sign_;
  ShellArguments shell_;
  std::string database_;
  std::vector<std::string> help_about_;
  std::string completion_shell_;
  bool prints_manual_ = false;
  ExitCode exit_code_ = kExitOk;
};

}  // namespace
}  // namespace entente

int main(int argc, char** argv) {
  entente::ClaimStandardStreams();
  entente::SetColor(entente::ColorChoice::kAuto);
  entente::WatchMappedFiles();
  entente::EndWhenMemoryEnds();
  return entente::CommandLine().Run(argc, argv);
}
