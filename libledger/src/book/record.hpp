// SPDX-License-Identifier: Apache-2.0
// What one event of the log says, with names resolved to the events that declared them.
// docs/event.cddl gives the bytes; log/event_codec turns one into the other.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <almoner/draft.hpp>
#include <almoner/terms.hpp>

#include "value/hash.hpp"

namespace almoner {

/// Index of the event that declared a thing, or of the entry itself. Event 0 is the book and
/// declares the base currency, so 0 names commodity 0 and, everywhere else, means absent.
using Id = std::uint64_t;
inline constexpr Id no_id = 0;
inline constexpr Id base_commodity = 0;

/// Where units have addresses: (fund, base currency) with account absent, else
/// (fund, commodity, account).
struct LineKey {
  Id fund = no_id;
  Id commodity = base_commodity;
  Id account = no_id;

  auto operator<=>(const LineKey&) const = default;
};

/// Whom a posting names: nobody (0), a public party (the index of its declaration, > 0), or a
/// private one (-1 - number of the commitment in the event's list).
using PartyRef = std::int64_t;

struct PostingRecord {
  Id account = no_id;
  Id fund = no_id;
  Id commodity = base_commodity;
  Units quantity = 0;
  Units value = 0;  ///< equal to quantity for the base currency, and then not in the bytes
  Id purpose = no_id;
  PartyRef party = 0;
  std::string lot;
  std::optional<Date> expires;

  bool operator==(const PostingRecord&) const = default;
};

/// An inflow: [start, start + quantity) of its line.
struct LotRecord {
  LineKey line;
  Units start = 0;
  Units quantity = 0;
  Units value = 0;  ///< equal to quantity on a base line, and then not in the bytes
  std::string label;
  std::optional<Date> expires;

  bool operator==(const LotRecord&) const = default;
};

/// An outflow: [start, start + quantity) of its line, whatever lots that spans.
struct DrawRecord {
  LineKey line;
  Units start = 0;
  Units quantity = 0;
  Units value = 0;  ///< as for lots

  bool operator==(const DrawRecord&) const = default;
};

/// Units that an earlier entry had drawn and that are free again.
struct GiveBackRecord {
  LineKey line;
  Units start = 0;
  Units quantity = 0;
  Id entry = no_id;  ///< the one that had drawn them

  bool operator==(const GiveBackRecord&) const = default;
};

/// An earlier entry's drawn units exchanged for others of the same (base) line.
struct SubstitutionRecord {
  LineKey line;
  Id entry = no_id;    ///< whose draw it was
  Units from = 0;      ///< address drawn until now
  Units to = 0;        ///< address drawn from now on
  Units quantity = 0;

  bool operator==(const SubstitutionRecord&) const = default;
};

struct AuthorityRecord {
  AuthorityKind kind{};
  std::string document;
  Hash sha256{};
  Date dated{};

  bool operator==(const AuthorityRecord&) const = default;
};

struct EntryRecord {
  Date date{};
  std::string reference;
  std::string approved_by;
  std::vector<PostingRecord> postings;
  std::optional<AuthorityRecord> authority;
  std::string document;
  Id gift = no_id;      ///< entry
  Id reverses = no_id;  ///< entry
  Id returns = no_id;   ///< entry
  Id repays = no_id;    ///< entry
  std::string counterpart;
  std::vector<Hash> evidence;
  std::vector<LotRecord> lots;
  std::vector<DrawRecord> draws;
  std::vector<GiveBackRecord> give_backs;
  std::vector<SubstitutionRecord> substitutions;
  std::vector<Hash> commitments;  ///< in byte order

  bool operator==(const EntryRecord&) const = default;
};

struct BookRecord {
  std::array<std::uint8_t, 16> nonce{};
  BookTerms terms;
  bool operator==(const BookRecord&) const = default;
};
struct CommodityRecord {
  CommodityTerms terms;
  bool operator==(const CommodityRecord&) const = default;
};
struct AccountRecord {
  std::string name;
  AccountType type{};
  bool traced = false;
  bool operator==(const AccountRecord&) const = default;
};
struct PurposeRecord {
  std::string path;
  PurposeFunction function{};
  bool operator==(const PurposeRecord&) const = default;
};
struct FundRecord {
  std::string code;
  FundClass fund_class{};
  std::vector<Id> purposes;  ///< ascending
  RestrictionSource set_by{};
  std::optional<Date> from, until;
  std::optional<Units> management_cap;
  std::string agreement;
  Id owed_to = no_id;  ///< public party
  bool operator==(const FundRecord&) const = default;
};
/// A public party stands in the leaf; a private one is only its commitment.
struct PartyRecord {
  std::string id, name;  ///< empty for a private party
  PartyKind kind = PartyKind::organisation;  ///< in the bytes only for a public party
  std::optional<Hash> commitment;            ///< present exactly for a private party
  bool operator==(const PartyRecord&) const = default;
};

/// New terms, whole, of what an earlier event declared; or new private bodies for an entry.
struct AmendmentRecord {
  Id target = no_id;
  Date date{};
  std::variant<FundRecord, PurposeRecord, PartyRecord, std::monostate> terms;  ///< monostate: of an entry
  std::optional<AuthorityRecord> authority;
  std::string approved_by;
  std::vector<PartyRef> parties;   ///< of an entry: the new party of each posting, all or none
  std::vector<Hash> commitments;   ///< of an entry
  bool operator==(const AmendmentRecord&) const = default;
};
struct CloseRecord {
  Date through{};
  bool operator==(const CloseRecord&) const = default;
};
struct KeyRecord {
  std::string name;
  std::array<std::uint8_t, 32> ed25519{};
  bool operator==(const KeyRecord&) const = default;
};

struct Event {
  Id seq = 0;
  std::array<std::uint8_t, 8> origin{};  ///< first bytes of event 0's leaf hash; absent in event 0
  Instant recorded{};
  std::string by;  ///< role of the author; may be empty
  std::variant<BookRecord, CommodityRecord, AccountRecord, PurposeRecord, FundRecord, PartyRecord,
               AmendmentRecord, EntryRecord, CloseRecord, KeyRecord>
      what;

  bool operator==(const Event&) const = default;
};

/// What a commitment hides. Which members are set depends on what it is about.
struct PrivatePart {
  std::string party;  ///< id of the one person or organisation it is about; empty: nobody
  std::string name;
  std::optional<PartyKind> kind;
  std::string contact;
  std::string narration;
  std::string bank_reference;

  bool operator==(const PrivatePart&) const = default;
};

}  // namespace almoner
