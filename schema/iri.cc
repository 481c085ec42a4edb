#include "schema/iri.h"

#include <algorithm>

#include "schema/text.h"

namespace entente {
namespace {

bool IsSubDelimiter(char32_t c) {
  return c < 0x80 &&
         std::string_view("!$&'()*+,;=").find(static_cast<char>(c)) != std::string_view::npos;
}

// The productions iunreserved (its part beyond ASCII is ucschar) and iprivate.
bool IsUnreserved(char32_t c) {
  if (c < 0x80) {
    const char ascii = static_cast<char>(c);
    return IsIn(ascii, kLetter | kDigit) || ascii == '-' || ascii == '.' || ascii == '_' ||
           ascii == '~';
  }
  if (c < 0x10000) {
    return (c >= 0xA0 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFDCF) ||
           (c >= 0xFDF0 && c <= 0xFFEF);
  }
  return (c & 0xFFFF) <= 0xFFFD && c <= 0xEFFFD && (c < 0xE0000 || c >= 0xE1000);
}
bool IsPrivate(char32_t c) {
  return (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xF0000 && c <= 0xFFFFD) ||
         (c >= 0x100000 && c <= 0x10FFFD);
}

// OK if every character of `part` is unreserved, a sub-delimiter, one of `others`, or belongs to a
// percent-encoding.
absl::Status CheckPart(std::string_view part, std::string_view name, std::string_view others,
                       bool is_private_allowed = false) {
  while (!part.empty()) {
    const CodePoint next = DecodeUtf8(part);
    if (next.value == '%' && next.size == 1) {
      if (part.size() < 3 || !IsIn(part[1], kHex) || !IsIn(part[2], kHex)) {
        return absl::InvalidArgumentError(
            StrCat("'%' in the ", name, " of an IRI must be followed by two hexadecimal digits"));
      }
      part.remove_prefix(3);
      continue;
    }
    const bool is_allowed =
        next.size > 0 && (IsUnreserved(next.value) || IsSubDelimiter(next.value) ||
                          (next.size == 1 && others.find(part[0]) != std::string_view::npos) ||
                          (is_private_allowed && IsPrivate(next.value)));
    if (!is_allowed) {
      return absl::InvalidArgumentError(
          StrCat(CharacterName(part), " is not allowed in the ", name, " of an IRI"));
    }
    part.remove_prefix(next.size);
  }
  return absl::OkStatus();
}

// The production IPv6address.
bool IsIpv6(std::string_view text) {
  int groups = 0;
  bool has_gap = false;
  while (!text.empty()) {
    if (text.starts_with("::")) {
      if (has_gap) return false;
      has_gap = true;
      text.remove_prefix(2);
      continue;
    }
    if (text.find(':') == std::string_view::npos && text.find('.') != std::string_view::npos) {
      for (int octets = 1; octets <= 4; ++octets) {
        size_t size = 0;
        int value = 0;
        while (size < text.size() && size < 3 && IsIn(text[size], kDigit)) {
          value = value * 10 + (text[size++] - '0');
        }
        if (size == 0 || value > 255 || (size > 1 && text[0] == '0')) return false;
        text.remove_prefix(size);
        if (octets == 4) break;
        if (!text.starts_with('.')) return false;
        text.remove_prefix(1);
      }
      if (!text.empty()) return false;
      groups += 2;
      break;
    }
    size_t size = 0;
    while (size < text.size() && size < 4 && IsIn(text[size], kHex)) ++size;
    if (size == 0) return false;
    ++groups;
    text.remove_prefix(size);
    if (text.empty() || text.starts_with("::")) continue;
    if (text[0] != ':' || text.size() == 1) return false;
    text.remove_prefix(1);
  }
  return has_gap ? groups <= 7 : groups == 8;
}

absl::Status CheckAuthority(std::string_view authority) {
  const size_t at = authority.rfind('@');
  if (at != std::string_view::npos) {
    if (absl::Status status = CheckPart(authority.substr(0, at), "user part", ":"); !status.ok()) {
      return status;
    }
    authority.remove_prefix(at + 1);
  }
  std::string_view port = {};
  if (authority.starts_with('[')) {
    const size_t close = authority.find(']');
    if (close == std::string_view::npos) {
      return absl::InvalidArgumentError("']' is missing behind the address of an IRI");
    }
    const std::string_view address = authority.substr(1, close - 1);
    const bool is_future = !address.empty() && (address[0] == 'v' || address[0] == 'V');
    const size_t dot = address.find('.');
    const bool is_valid =
        is_future ? dot != std::string_view::npos && dot > 1 && dot + 1 < address.size() &&
                        std::all_of(address.begin() + 1, address.begin() + static_cast<long>(dot),
                                    [](char c) { return IsIn(c, kHex); }) &&
                        address.find('%') == std::string_view::npos &&
                        CheckPart(address.substr(dot + 1), "address", ":").ok()
                  : IsIpv6(address);
    if (!is_valid) {
      return absl::InvalidArgumentError(StrCat("'", address, "' is not an IPv6 address"));
    }
    port = authority.substr(close + 1);
    if (!port.empty() && port[0] != ':') {
      return absl::InvalidArgumentError("only a port may follow the address of an IRI");
    }
    if (!port.empty()) port.remove_prefix(1);
  } else {
    const size_t colon = authority.find(':');
    if (colon != std::string_view::npos) port = authority.substr(colon + 1);
    if (absl::Status status = CheckPart(authority.substr(0, colon), "host", ""); !status.ok()) {
      return status;
    }
  }
  if (!std::all_of(port.begin(), port.end(), [](char c) { return IsIn(c, kDigit); })) {
    return absl::InvalidArgumentError("the port of an IRI must be a number");
  }
  return absl::OkStatus();
}

// Appends `path` without its "." and ".." segments (RFC 3986 section 5.2.4). What stood in `out`
// before is not touched.
void AppendWithoutDots(std::string_view path, std::string* out) {
  const size_t start = out->size();
  const auto drop_last_segment = [&] {
    const size_t slash = out->rfind('/');
    out->resize(slash == std::string::npos || slash < start ? start : slash);
  };
  while (!path.empty()) {
    if (path.starts_with("../")) {
      path.remove_prefix(3);
    } else if (path.starts_with("./")) {
      path.remove_prefix(2);
    } else if (path.starts_with("/./")) {
      path.remove_prefix(2);
    } else if (path == "/.") {
      path = "/";
    } else if (path.starts_with("/../")) {
      path.remove_prefix(3);
      drop_last_segment();
    } else if (path == "/..") {
      path = "/";
      drop_last_segment();
    } else if (path == "." || path == "..") {
      break;
    } else {
      const size_t end = path.find('/', 1);
      out->append(path.substr(0, end));
      path.remove_prefix(std::min(end, path.size()));
    }
  }
}

}  // namespace

IriParts SplitIri(std::string_view iri) {
  IriParts parts;
  if (const size_t hash = iri.find('#'); hash != std::string_view::npos) {
    parts.fragment = iri.substr(hash + 1);
    iri = iri.substr(0, hash);
  }
  if (const size_t mark = iri.find('?'); mark != std::string_view::npos) {
    parts.query = iri.substr(mark + 1);
    iri = iri.substr(0, mark);
  }
  if (HasScheme(iri)) {
    const size_t colon = iri.find(':');
    parts.scheme = iri.substr(0, colon);
    iri.remove_prefix(colon + 1);
  }
  if (iri.starts_with("//")) {
    const size_t end = std::min(iri.find('/', 2), iri.size());
    parts.authority = iri.substr(2, end - 2);
    iri.remove_prefix(end);
  }
  parts.path = iri;
  return parts;
}

absl::Status CheckIri(std::string_view iri) {
  const IriParts parts = SplitIri(iri);
  if (!parts.scheme) return absl::InvalidArgumentError("the scheme of an IRI is missing");
  if (parts.authority) {
    if (absl::Status status = CheckAuthority(*parts.authority); !status.ok()) return status;
  }
  if (absl::Status status = CheckPart(parts.path, "path", ":@/"); !status.ok()) return status;
  if (parts.query) {
    if (absl::Status status = CheckPart(*parts.query, "query", ":@/?", true); !status.ok()) {
      return status;
    }
  }
  if (parts.fragment) return CheckPart(*parts.fragment, "fragment", ":@/?");
  return absl::OkStatus();
}

void ResolveIri(std::string_view base, std::string_view reference, std::string* out) {
  if (HasScheme(reference)) {
    out->assign(reference);
    return;
  }
  const IriParts from = SplitIri(base);
  const IriParts to = SplitIri(reference);
  out->assign(from.scheme.value_or(std::string_view()));
  out->push_back(':');
  const auto authority = to.authority ? to.authority : from.authority;
  if (authority) StrAppend(out, "//", *authority);
  std::optional<std::string_view> query = to.query;
  const size_t path_start = out->size();
  if (to.authority || to.path.starts_with('/')) {
    AppendWithoutDots(to.path, out);
  } else if (to.path.empty()) {
    out->append(from.path);
    if (!query) query = from.query;
  } else if (from.authority && from.path.empty()) {
    AppendWithoutDots(StrCat("/", to.path), out);
  } else {
    const size_t slash = from.path.rfind('/');
    AppendWithoutDots(
        StrCat(from.path.substr(0, slash == std::string_view::npos ? 0 : slash + 1), to.path), out);
  }
  // Without an authority, a path that begins with two slashes would read as one (RFC 3986 3.3).
  if (!authority && out->compare(path_start, 2, "//") == 0) out->insert(path_start, "/.");
  if (query) StrAppend(out, "?", *query);
  if (to.fragment) StrAppend(out, "#", *to.fragment);
}

std::string MakeRelative(std::string_view base, std::string_view iri) {
  const IriParts from = SplitIri(base);
  const IriParts to = SplitIri(iri);
  if (!to.scheme || from.scheme != to.scheme || from.authority != to.authority) {
    return std::string(iri);
  }
  std::string rest;
  if (to.query) StrAppend(&rest, "?", *to.query);
  if (to.fragment) StrAppend(&rest, "#", *to.fragment);
  std::string relative;
  if (to.path == from.path && (to.query == from.query || to.query)) {
    if (to.query != from.query) relative = rest;
    if (to.query == from.query && to.fragment) relative = StrCat("#", *to.fragment);
  } else {
    // Up to the last common directory, and down from there.
    size_t common = 0;
    for (size_t i = 0; i < std::min(from.path.size(), to.path.size()); ++i) {
      if (from.path[i] != to.path[i]) break;
      if (from.path[i] == '/') common = i + 1;
    }
    const std::string_view climbed = from.path.substr(common);
    for (size_t i = 0; i < climbed.size(); ++i) {
      if (climbed[i] == '/') relative += "../";
    }
    if (relative.empty() && to.path.size() == common) relative = "./";
    StrAppend(&relative, to.path.substr(common), rest);
  }
  std::string resolved;
  if (!HasScheme(relative)) ResolveIri(base, relative, &resolved);
  return resolved == iri && relative.size() < iri.size() ? relative : std::string(iri);
}

}  // namespace entente
