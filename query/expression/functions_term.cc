#include "absl/strings/str_format.h"
#include "query/expression/functions.h"
#include "schema/iri.h"
#include "schema/language_tag.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

// A random UUID of version 4, RFC 4122.
std::string RandomUuid(std::mt19937_64* random) {
  const uint64_t high = ((*random)() & ~uint64_t{0xF000}) | 0x4000;
  const uint64_t low = ((*random)() & ~(uint64_t{3} << 62)) | uint64_t{1} << 63;
  return absl::StrFormat("%08x-%04x-%04x-%04x-%012x", high >> 32, (high >> 16) & 0xFFFF,
                         high & 0xFFFF, low >> 48, low & 0xFFFFFFFFFFFF);
}

std::optional<Value> ToIri(const Value& argument, const FunctionContext& context) {
  if (argument.term().is_iri()) return argument;
  const std::string* const text = SimpleString(argument);
  if (text == nullptr) return std::nullopt;
  for (const char c : *text) {
    if (IsIn(c, kNotInIri)) return std::nullopt;
  }
  if (HasScheme(*text)) return Value(Iri(*text));
  if (!HasScheme(context.base())) return std::nullopt;
  std::string iri;
  ResolveIri(context.base(), *text, &iri);
  return Value(Iri(std::move(iri)));
}

std::optional<Value> StrLang(std::span<const Value> arguments) {
  const std::string* const text = SimpleString(arguments[0]);
  const std::string* const tag = SimpleString(arguments[1]);
  if (text == nullptr || tag == nullptr || !IsLanguageTag(*tag)) return std::nullopt;
  Literal literal = {.lexical = *text,
                     .datatype = std::string(rdf::kLangString),
                     .language = LowerCaseLanguage(*tag)};
  if (arguments.size() == 3) {
    const std::string* const direction = SimpleString(arguments[2]);
    if (direction == nullptr || (*direction != "ltr" && *direction != "rtl")) return std::nullopt;
    literal.direction = *direction == "ltr" ? Direction::kLtr : Direction::kRtl;
    literal.datatype = rdf::kDirLangString;
  }
  return Value(Term(std::move(literal)));
}

std::optional<Value> StrDt(std::span<const Value> arguments) {
  const std::string* const text = SimpleString(arguments[0]);
  if (text == nullptr || !arguments[1].term().is_iri()) return std::nullopt;
  const std::string& datatype = arguments[1].term().iri().text;
  if (datatype == rdf::kLangString || datatype == rdf::kDirLangString) return std::nullopt;
  return Value(Term(Literal{.lexical = *text, .datatype = datatype}));
}

}  // namespace

std::optional<Value> CallTermFunction(Function function, std::span<const Value> arguments,
                                      FunctionContext* context) {
  if (function == Function::kUuid) {
    return Value(Iri(StrCat("urn:uuid:", RandomUuid(&context->random()))));
  }
  if (function == Function::kStrUuid) return Value::String(RandomUuid(&context->random()));
  if (function == Function::kBnode && arguments.empty()) {
    return Value(BlankNode(context->FreshBlankLabel()));
  }
  const Term& term = arguments[0].term();
  const Literal* const literal = term.is_literal() ? &term.literal() : nullptr;
  switch (function) {
    case Function::kStr:
      if (term.is_iri()) return Value::String(term.iri().text);
      if (literal == nullptr) return std::nullopt;
      return Value::String(literal->lexical);
    case Function::kLang:
      if (literal == nullptr) return std::nullopt;
      return Value::String(literal->language);
    case Function::kLangDir:
      if (literal == nullptr) return std::nullopt;
      return Value::String(literal->direction == Direction::kLtr   ? "ltr"
                           : literal->direction == Direction::kRtl ? "rtl"
                                                                   : "");
    case Function::kLangMatches: {
      const std::string* const tag = SimpleString(arguments[0]);
      const std::string* const range = SimpleString(arguments[1]);
      if (tag == nullptr || range == nullptr) return std::nullopt;
      return Value::Boolean(LanguageMatches(*tag, *range));
    }
    case Function::kDatatype:
      if (literal == nullptr) return std::nullopt;
      return Value(Iri(literal->datatype));
    case Function::kIri:
    case Function::kUri:
      return ToIri(arguments[0], *context);
    case Function::kBnode: {
      const std::string* const name = SimpleString(arguments[0]);
      if (name == nullptr) return std::nullopt;
      return Value(BlankNode(context->BlankLabelFor(*name)));
    }
    case Function::kStrLang:
    case Function::kStrLangDir:
      return StrLang(arguments);
    case Function::kStrDt:
      return StrDt(arguments);
    case Function::kSameTerm:
      return Value::Boolean(term == arguments[1].term());
    case Function::kIsIri:
    case Function::kIsUri:
      return Value::Boolean(term.is_iri());
    case Function::kIsBlank:
      return Value::Boolean(term.is_blank_node());
    case Function::kIsLiteral:
      return Value::Boolean(term.is_literal());
    case Function::kIsNumeric: {
      const XsdValue* const typed = arguments[0].typed();
      return Value::Boolean(typed != nullptr && typed->is_numeric());
    }
    case Function::kHasLang:
      return Value::Boolean(literal != nullptr && !literal->language.empty());
    case Function::kHasLangDir:
      return Value::Boolean(literal != nullptr && literal->direction != Direction::kNone);
    case Function::kIsTriple:
      return Value::Boolean(term.is_triple());
    case Function::kTriple: {
      const Term& predicate = arguments[1].term();
      // Only what can stand in an RDF triple.
      if (!(term.is_iri() || term.is_blank_node()) || !predicate.is_iri()) return std::nullopt;
      return Value(Term(Triple{term, predicate, arguments[2].term()}));
    }
    case Function::kSubject:
      if (!term.is_triple()) return std::nullopt;
      return Value(term.triple().subject);
    case Function::kPredicate:
      if (!term.is_triple()) return std::nullopt;
      return Value(term.triple().predicate);
    case Function::kObject:
      if (!term.is_triple()) return std::nullopt;
      return Value(term.triple().object);
    default:
      return std::nullopt;
  }
}

}  // namespace entente
