# The messages of a snapshot file. docs/snapshot_format.md says how they lie in the file and what
# their numbers mean; `capnp decode` reads each of them.
#
# Fields may be added at the end (a new minor version); none changes its meaning.
@0xba08fd80fa497e7b;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("entente::snapshot");

# The last message of the file; the prologue says where it is.
struct Header {
  metadata @0 :Metadata;
  # SHA-256 of the sorted canonical N-Quads of the content.
  logicalHash @1 :Data;
  counts @2 :Counts;
  permutations @3 :List(Permutation);
  terms @4 :List(TermKind);
  # What the file consists of, ascending by part number.
  parts @5 :List(Part);
  signatures @6 :List(Signature);
}

# What people say of the snapshot: nothing of it comes from the machine that wrote it.
struct Metadata {
  description @0 :Text;
  # An IRI or a name.
  licence @1 :Text;
  # Where the content comes from: IRIs or texts.
  sources @2 :List(Text);
  # Logical hashes of the snapshots that this one was made from.
  parents @3 :List(Data);
  prefixes @4 :List(Prefix);
}

struct Prefix {
  name @0 :Text;
  iri @1 :Text;
}

struct Counts {
  quads @0 :UInt64;
  # Terms of the dictionary and triple terms.
  terms @1 :UInt64;
  # Records of the default graph.
  actors @2 :UInt64;
  coalitions @3 :UInt64;
  documents @4 :UInt64;
  claims @5 :UInt64;
}

# One order of quads or of triple terms: a tree of pages.
struct Permutation {
  order @0 :UInt8;
  # 0: no rows and no page.
  level @1 :UInt8;
  rootPage @2 :UInt64;
  rowCount @3 :UInt64;
}

# The terms of one dictionary kind.
struct TermKind {
  kind @0 :UInt8;
  termCount @1 :UInt64;
}

# Units of one sort, numbered from 0: pages, or whatever the part consists of.
struct Part {
  number @0 :UInt8;
  unitCount @1 :UInt64;
  # Where its directories lie, ascending by first unit.
  directories @2 :List(Extent);
}

# Where a message lies, and what its bytes hash to.
struct Extent {
  # From the beginning of the file; a multiple of 8.
  offset @0 :UInt64;
  # In bytes; a multiple of 8.
  size @1 :UInt64;
  # The first unit that is found there.
  firstUnit @2 :UInt64;
  # XXH3-64.
  checksum @3 :UInt64;
}

# Where the chunks of a stretch of a part lie.
struct Directory {
  part @0 :UInt8;
  chunks @1 :List(Extent);
}

# Consecutive units of a part.
struct Chunk {
  part @0 :UInt8;
  firstUnit @1 :UInt64;
  units @2 :List(Data);
}

# Ed25519 (RFC 8032) over the ASCII text "urn:entente:snapshot:sha256:" and the logical hash as 64
# lower-case hexadecimal digits.
struct Signature {
  publicKey @0 :Data;
  signature @1 :Data;
}
