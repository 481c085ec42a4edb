// How people name records: by label in any language, prefixed name or IRI; and how records are
// named to people.
#ifndef ENTENTE_TOOLS_NAMING_H_
#define ENTENTE_TOOLS_NAMING_H_

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/entente.h"
#include "tools/terminal.h"

namespace entente {

// One thread. Remembers what it has looked up.
class Naming {
 public:
  // Given each question that a card or list stands for.
  using Told = std::function<void(const std::string& query, const Params& params)>;

  // Labels in `language`, such as "en", come before others. Names may have `prefixes`, besides
  // DefaultPrefixes(). What it and the cards ask has the limits of `limits`, and Ctrl-C ends it.
  // `reader` must outlive the naming.
  Naming(const Reader& reader, std::string language, Prefixes prefixes = {},
         QueryOptions limits = {}, Told told = {})
      : reader_(reader),
        language_(std::move(language)),
        prefixes_(std::move(prefixes)),
        limits_(std::move(limits)),
        told_(std::move(told)) {
    limits_.cancelled = WatchSignals();
  }

  const Reader& reader() const { return reader_; }
  const std::string& language() const { return language_; }
  // How tables on standard output are written, with all prefixes.
  WriteOptions ToTableOptions() const;
  // How to ask `reader`.
  QueryOptions With(Params params) const {
    QueryOptions options = limits_;
    options.params = std::move(params);
    return options;
  }
  void Tell(const std::string& query, const Params& params) const {
    if (told_) told_(query, params);
  }

  // Whether a text is meant as an IRI or prefixed name, not as a label.
  static bool LooksLikeIri(std::string_view text);

  // The record of class ent:`record_class`, of any if that is empty, that `text` names: an IRI with
  // or without brackets, a prefixed name, a label or title in any language with any case, or the
  // last part of its IRI (c041). InvalidArgument says what may have been meant, or which all have
  // that name.
  absl::StatusOr<Iri> Resolve(std::string_view text, std::string_view record_class) const;

  // A label of what the term names, else the last part of its IRI, in words; the text of a literal;
  // both ends and the property of a triple term.
  std::string NameOf(const Term& term);
  // "c041": the IRI without its namespace, or in full where it has no last part.
  static std::string ShortIri(const Iri& iri);

  // The value of `property` of `subject` that is in the language, else another one; "" if none.
  std::string TextOf(const Iri& subject, std::string_view property);

  // The first error of looking up: names may be missing then.
  const absl::Status& status() const { return status_; }

 private:
  std::string Choose(const std::vector<Literal>& texts) const;

  const Reader& reader_;
  const std::string language_;
  const Prefixes prefixes_;
  QueryOptions limits_;
  const Told told_;
  absl::flat_hash_map<Term, std::string> names_;
  absl::Status status_;
};

}  // namespace entente

#endif  // ENTENTE_TOOLS_NAMING_H_
