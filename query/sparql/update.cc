#include "query/sparql/update.h"

#include <string_view>

#include "schema/text.h"

namespace entente {
namespace {

std::string_view NameOf(UpdateOperation::Kind kind) {
  using Kind = UpdateOperation::Kind;
  switch (kind) {
    case Kind::kInsertData:
      return "insertdata";
    case Kind::kDeleteData:
      return "deletedata";
    case Kind::kModify:
      return "modify";
    case Kind::kLoad:
      return "load";
    case Kind::kClear:
      return "clear";
    case Kind::kCreate:
      return "create";
    case Kind::kAdd:
      return "add";
    case Kind::kMove:
      return "move";
    case Kind::kCopy:
      return "copy";
  }
  return "";
}

// Prints the parts of an operation, each with a space before it.
class Printer {
 public:
  Printer(const std::vector<Prefix>& prefixes, std::string* out) : prefixes_(prefixes), out_(out) {}

  void Iri(const std::string& iri) {
    StrAppend(out_, " ", ToSExpression(Path{.kind = Path::Kind::kLink, .iri = iri}, prefixes_));
  }

  void Target(const GraphTarget& target) {
    switch (target.kind) {
      case GraphTarget::Kind::kDefault:
        return StrAppend(out_, " default");
      case GraphTarget::Kind::kNamed:
        return StrAppend(out_, " named");
      case GraphTarget::Kind::kAll:
        return StrAppend(out_, " all");
      case GraphTarget::Kind::kGraph:
        return Iri(target.iri);
    }
  }

  void Iris(std::string_view name, const std::vector<std::string>& iris) {
    if (iris.empty()) return;
    StrAppend(out_, " (", name);
    for (const std::string& iri : iris) Iri(iri);
    out_->push_back(')');
  }

  void Quads(std::string_view name, const std::vector<QuadPattern>& quads) {
    if (quads.empty()) return;
    StrAppend(out_, " (", name);
    for (const QuadPattern& quad : quads) {
      if (quad.graph.is_none()) {
        StrAppend(out_, " ", ToSExpression(quad.triple, prefixes_));
        continue;
      }
      StrAppend(out_, " (graph");
      if (quad.graph.is_variable()) {
        StrAppend(out_, " ?", quad.graph.variable());
      } else {
        Iri(quad.graph.term().iri().text);
      }
      StrAppend(out_, " ", ToSExpression(quad.triple, prefixes_), ")");
    }
    out_->push_back(')');
  }

 private:
  const std::vector<Prefix>& prefixes_;
  std::string* out_;
};

}  // namespace

std::string ToSExpression(const UpdateOperation& operation, const std::vector<Prefix>& prefixes) {
  using Kind = UpdateOperation::Kind;
  std::string out = StrCat("(", NameOf(operation.kind), operation.is_silent ? " silent" : "");
  Printer printer(prefixes, &out);
  switch (operation.kind) {
    case Kind::kInsertData:
    case Kind::kDeleteData:
    case Kind::kModify:
      printer.Quads("delete", operation.deletions);
      printer.Quads("insert", operation.insertions);
      break;
    case Kind::kLoad:
      printer.Iri(operation.document);
      printer.Target(operation.target);
      break;
    case Kind::kClear:
    case Kind::kCreate:
      printer.Target(operation.target);
      break;
    case Kind::kAdd:
    case Kind::kMove:
    case Kind::kCopy:
      printer.Target(operation.source);
      printer.Target(operation.target);
      break;
  }
  if (operation.where != nullptr) {
    const Query& where = *operation.where;
    printer.Iris("using", where.default_graphs);
    printer.Iris("usingnamed", where.named_graphs);
    if (where.has_all_named_graphs) StrAppend(&out, " (usingnamed all)");
    StrAppend(&out, " ", ToSExpression(where.pattern, prefixes));
  }
  out.push_back(')');
  return out;
}

}  // namespace entente
