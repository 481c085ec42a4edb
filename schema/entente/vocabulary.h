// The terms of the vocabulary by name, as full IRIs: what the fields of records that take kinds,
// roles and statuses are made of. schema/ontology.ttl says what each means.
//
// Where a class and a property differ only in their first letter (ent:Section, ent:section), the
// constant of the class ends in Class.
#ifndef ENTENTE_VOCABULARY_H_
#define ENTENTE_VOCABULARY_H_

#include <string_view>

namespace entente::ent {

inline constexpr std::string_view kNamespace = "https://w3id.org/entente#";

// Classes.
inline constexpr std::string_view kActor = "https://w3id.org/entente#Actor";
inline constexpr std::string_view kCoalition = "https://w3id.org/entente#Coalition";
inline constexpr std::string_view kDocument = "https://w3id.org/entente#Document";
inline constexpr std::string_view kClaim = "https://w3id.org/entente#Claim";
inline constexpr std::string_view kEvent = "https://w3id.org/entente#Event";
inline constexpr std::string_view kNoteClass = "https://w3id.org/entente#Note";
inline constexpr std::string_view kSectionClass = "https://w3id.org/entente#Section";
inline constexpr std::string_view kPeriodical = "https://w3id.org/entente#Periodical";
inline constexpr std::string_view kPerson = "https://w3id.org/entente#Person";
inline constexpr std::string_view kState = "https://w3id.org/entente#State";
inline constexpr std::string_view kGroup = "https://w3id.org/entente#Group";
inline constexpr std::string_view kOpenGroup = "https://w3id.org/entente#OpenGroup";
inline constexpr std::string_view kOrganization = "https://w3id.org/entente#Organization";
inline constexpr std::string_view kInternationalOrganization =
    "https://w3id.org/entente#InternationalOrganization";
inline constexpr std::string_view kAdministration = "https://w3id.org/entente#Administration";
inline constexpr std::string_view kGovernmentBody = "https://w3id.org/entente#GovernmentBody";
inline constexpr std::string_view kCompany = "https://w3id.org/entente#Company";
inline constexpr std::string_view kIndustryAssociation =
    "https://w3id.org/entente#IndustryAssociation";
inline constexpr std::string_view kUniversity = "https://w3id.org/entente#University";
inline constexpr std::string_view kThinkTank = "https://w3id.org/entente#ThinkTank";
inline constexpr std::string_view kPublisher = "https://w3id.org/entente#Publisher";
inline constexpr std::string_view kEditorialBoard = "https://w3id.org/entente#EditorialBoard";
inline constexpr std::string_view kNewspaperArticle = "https://w3id.org/entente#NewspaperArticle";
inline constexpr std::string_view kSpeech = "https://w3id.org/entente#Speech";
inline constexpr std::string_view kPressConference = "https://w3id.org/entente#PressConference";
inline constexpr std::string_view kFactSheet = "https://w3id.org/entente#FactSheet";
inline constexpr std::string_view kDeclaration = "https://w3id.org/entente#Declaration";
inline constexpr std::string_view kStrategy = "https://w3id.org/entente#Strategy";
inline constexpr std::string_view kLaw = "https://w3id.org/entente#Law";
inline constexpr std::string_view kRegulation = "https://w3id.org/entente#Regulation";
inline constexpr std::string_view kGroupingKindClass = "https://w3id.org/entente#GroupingKind";
inline constexpr std::string_view kIssueCoalition = "https://w3id.org/entente#IssueCoalition";
inline constexpr std::string_view kTraditionalAlliance =
    "https://w3id.org/entente#TraditionalAlliance";
inline constexpr std::string_view kMinilateral = "https://w3id.org/entente#Minilateral";
inline constexpr std::string_view kNegotiationCoalition =
    "https://w3id.org/entente#NegotiationCoalition";
inline constexpr std::string_view kQuasiAlliance = "https://w3id.org/entente#QuasiAlliance";
inline constexpr std::string_view kUnitedFront = "https://w3id.org/entente#UnitedFront";
inline constexpr std::string_view kCoalitionOfTheWilling =
    "https://w3id.org/entente#CoalitionOfTheWilling";
inline constexpr std::string_view kIndustryCoalition = "https://w3id.org/entente#IndustryCoalition";
inline constexpr std::string_view kForum = "https://w3id.org/entente#Forum";
inline constexpr std::string_view kJointCommittee = "https://w3id.org/entente#JointCommittee";
inline constexpr std::string_view kRegionalUnion = "https://w3id.org/entente#RegionalUnion";
inline constexpr std::string_view kStanceClass = "https://w3id.org/entente#Stance";
inline constexpr std::string_view kStanceGroupClass = "https://w3id.org/entente#StanceGroup";
inline constexpr std::string_view kModalityClass = "https://w3id.org/entente#Modality";
inline constexpr std::string_view kClaimKind = "https://w3id.org/entente#ClaimKind";
inline constexpr std::string_view kBasisClass = "https://w3id.org/entente#Basis";
inline constexpr std::string_view kRoleClass = "https://w3id.org/entente#Role";
inline constexpr std::string_view kStatusClass = "https://w3id.org/entente#Status";
inline constexpr std::string_view kEventKindClass = "https://w3id.org/entente#EventKind";

// Properties.
inline constexpr std::string_view kClaimant = "https://w3id.org/entente#claimant";
inline constexpr std::string_view kStance = "https://w3id.org/entente#stance";
inline constexpr std::string_view kSource = "https://w3id.org/entente#source";
inline constexpr std::string_view kLocator = "https://w3id.org/entente#locator";
inline constexpr std::string_view kPage = "https://w3id.org/entente#page";
inline constexpr std::string_view kSection = "https://w3id.org/entente#section";
inline constexpr std::string_view kNote = "https://w3id.org/entente#note";
inline constexpr std::string_view kKind = "https://w3id.org/entente#kind";
inline constexpr std::string_view kModality = "https://w3id.org/entente#modality";
inline constexpr std::string_view kCondition = "https://w3id.org/entente#condition";
inline constexpr std::string_view kConfidence = "https://w3id.org/entente#confidence";
inline constexpr std::string_view kOnClaim = "https://w3id.org/entente#onClaim";
inline constexpr std::string_view kPart = "https://w3id.org/entente#part";
inline constexpr std::string_view kEvidence = "https://w3id.org/entente#evidence";
inline constexpr std::string_view kBasis = "https://w3id.org/entente#basis";
inline constexpr std::string_view kAddressee = "https://w3id.org/entente#addressee";
inline constexpr std::string_view kAbout = "https://w3id.org/entente#about";
inline constexpr std::string_view kText = "https://w3id.org/entente#text";
inline constexpr std::string_view kWording = "https://w3id.org/entente#wording";
inline constexpr std::string_view kValidFrom = "https://w3id.org/entente#validFrom";
inline constexpr std::string_view kValidUntil = "https://w3id.org/entente#validUntil";
inline constexpr std::string_view kStatedOn = "https://w3id.org/entente#statedOn";
inline constexpr std::string_view kRecordedOn = "https://w3id.org/entente#recordedOn";
inline constexpr std::string_view kMember = "https://w3id.org/entente#member";
inline constexpr std::string_view kRole = "https://w3id.org/entente#role";
inline constexpr std::string_view kStatus = "https://w3id.org/entente#status";
inline constexpr std::string_view kMemberCountMin = "https://w3id.org/entente#memberCountMin";
inline constexpr std::string_view kMemberCountMax = "https://w3id.org/entente#memberCountMax";
inline constexpr std::string_view kGroupingKind = "https://w3id.org/entente#groupingKind";
inline constexpr std::string_view kDomain = "https://w3id.org/entente#domain";
inline constexpr std::string_view kLeader = "https://w3id.org/entente#leader";
inline constexpr std::string_view kInitiator = "https://w3id.org/entente#initiator";
inline constexpr std::string_view kChair = "https://w3id.org/entente#chair";
inline constexpr std::string_view kHead = "https://w3id.org/entente#head";
inline constexpr std::string_view kGoverns = "https://w3id.org/entente#governs";
inline constexpr std::string_view kSpeaksFor = "https://w3id.org/entente#speaksFor";
inline constexpr std::string_view kCountry = "https://w3id.org/entente#country";
inline constexpr std::string_view kSubsidiaryOf = "https://w3id.org/entente#subsidiaryOf";
inline constexpr std::string_view kComponent = "https://w3id.org/entente#component";
inline constexpr std::string_view kExample = "https://w3id.org/entente#example";
inline constexpr std::string_view kDefinition = "https://w3id.org/entente#definition";
inline constexpr std::string_view kFeature = "https://w3id.org/entente#feature";
inline constexpr std::string_view kMotive = "https://w3id.org/entente#motive";
inline constexpr std::string_view kAim = "https://w3id.org/entente#aim";
inline constexpr std::string_view kMeans = "https://w3id.org/entente#means";
inline constexpr std::string_view kCause = "https://w3id.org/entente#cause";
inline constexpr std::string_view kFactor = "https://w3id.org/entente#factor";
inline constexpr std::string_view kAdvantage = "https://w3id.org/entente#advantage";
inline constexpr std::string_view kLimitation = "https://w3id.org/entente#limitation";
inline constexpr std::string_view kEffect = "https://w3id.org/entente#effect";
inline constexpr std::string_view kEssence = "https://w3id.org/entente#essence";
inline constexpr std::string_view kTarget = "https://w3id.org/entente#target";
inline constexpr std::string_view kAttitude = "https://w3id.org/entente#attitude";
inline constexpr std::string_view kAction = "https://w3id.org/entente#action";
inline constexpr std::string_view kExpected = "https://w3id.org/entente#expected";
inline constexpr std::string_view kShould = "https://w3id.org/entente#should";
inline constexpr std::string_view kStatement = "https://w3id.org/entente#statement";
inline constexpr std::string_view kReason = "https://w3id.org/entente#reason";
inline constexpr std::string_view kRelatesTo = "https://w3id.org/entente#relatesTo";
inline constexpr std::string_view kFoundedOn = "https://w3id.org/entente#foundedOn";
inline constexpr std::string_view kAmount = "https://w3id.org/entente#amount";
inline constexpr std::string_view kSupports = "https://w3id.org/entente#supports";
inline constexpr std::string_view kContradicts = "https://w3id.org/entente#contradicts";
inline constexpr std::string_view kQualifies = "https://w3id.org/entente#qualifies";
inline constexpr std::string_view kElaborates = "https://w3id.org/entente#elaborates";
inline constexpr std::string_view kPossiblySameAs = "https://w3id.org/entente#possiblySameAs";
inline constexpr std::string_view kCorrectionOf = "https://w3id.org/entente#correctionOf";
inline constexpr std::string_view kNumber = "https://w3id.org/entente#number";
inline constexpr std::string_view kPlaceOfPublication =
    "https://w3id.org/entente#placeOfPublication";
inline constexpr std::string_view kEventKind = "https://w3id.org/entente#eventKind";
inline constexpr std::string_view kParticipant = "https://w3id.org/entente#participant";
inline constexpr std::string_view kStanceGroup = "https://w3id.org/entente#stanceGroup";

// ent:StanceGroup.
inline constexpr std::string_view kFor = "https://w3id.org/entente#for";
inline constexpr std::string_view kAgainst = "https://w3id.org/entente#against";
inline constexpr std::string_view kNeutral = "https://w3id.org/entente#neutral";

// ent:Stance.
inline constexpr std::string_view kAsserts = "https://w3id.org/entente#asserts";
inline constexpr std::string_view kEndorses = "https://w3id.org/entente#endorses";
inline constexpr std::string_view kDenies = "https://w3id.org/entente#denies";
inline constexpr std::string_view kDisputes = "https://w3id.org/entente#disputes";
inline constexpr std::string_view kReports = "https://w3id.org/entente#reports";
inline constexpr std::string_view kDistances = "https://w3id.org/entente#distances";
inline constexpr std::string_view kSupposes = "https://w3id.org/entente#supposes";

// ent:Modality.
inline constexpr std::string_view kCategorical = "https://w3id.org/entente#categorical";
inline constexpr std::string_view kPossible = "https://w3id.org/entente#possible";
inline constexpr std::string_view kConditional = "https://w3id.org/entente#conditional";
inline constexpr std::string_view kHypothetical = "https://w3id.org/entente#hypothetical";

// ent:ClaimKind.
inline constexpr std::string_view kDefinitionClaim = "https://w3id.org/entente#definitionClaim";
inline constexpr std::string_view kClassification = "https://w3id.org/entente#classification";
inline constexpr std::string_view kMembership = "https://w3id.org/entente#membership";
inline constexpr std::string_view kFactual = "https://w3id.org/entente#factual";
inline constexpr std::string_view kMotivation = "https://w3id.org/entente#motivation";
inline constexpr std::string_view kDeclaredAim = "https://w3id.org/entente#declaredAim";
inline constexpr std::string_view kCausal = "https://w3id.org/entente#causal";
inline constexpr std::string_view kCharacterization = "https://w3id.org/entente#characterization";
inline constexpr std::string_view kEvaluation = "https://w3id.org/entente#evaluation";
inline constexpr std::string_view kImpact = "https://w3id.org/entente#impact";
inline constexpr std::string_view kChallenge = "https://w3id.org/entente#challenge";
inline constexpr std::string_view kComparison = "https://w3id.org/entente#comparison";
inline constexpr std::string_view kForecast = "https://w3id.org/entente#forecast";
inline constexpr std::string_view kRecommendation = "https://w3id.org/entente#recommendation";
inline constexpr std::string_view kDenial = "https://w3id.org/entente#denial";
inline constexpr std::string_view kFinding = "https://w3id.org/entente#finding";
inline constexpr std::string_view kIdentity = "https://w3id.org/entente#identity";
inline constexpr std::string_view kLink = "https://w3id.org/entente#link";

// ent:Basis.
inline constexpr std::string_view kExplicit = "https://w3id.org/entente#explicit";
inline constexpr std::string_view kCuratorial = "https://w3id.org/entente#curatorial";

// ent:Role.
inline constexpr std::string_view kLeading = "https://w3id.org/entente#leading";
inline constexpr std::string_view kFounding = "https://w3id.org/entente#founding";
inline constexpr std::string_view kHosting = "https://w3id.org/entente#hosting";
inline constexpr std::string_view kParticipating = "https://w3id.org/entente#participating";

// ent:Status.
inline constexpr std::string_view kProposed = "https://w3id.org/entente#proposed";
inline constexpr std::string_view kApproached = "https://w3id.org/entente#approached";
inline constexpr std::string_view kAnnounced = "https://w3id.org/entente#announced";
inline constexpr std::string_view kSigned = "https://w3id.org/entente#signed";
inline constexpr std::string_view kActive = "https://w3id.org/entente#active";
inline constexpr std::string_view kFormer = "https://w3id.org/entente#former";
inline constexpr std::string_view kWithdrawn = "https://w3id.org/entente#withdrawn";

// ent:EventKind.
inline constexpr std::string_view kFoundingEvent = "https://w3id.org/entente#foundingEvent";
inline constexpr std::string_view kProposal = "https://w3id.org/entente#proposal";
inline constexpr std::string_view kSigning = "https://w3id.org/entente#signing";
inline constexpr std::string_view kMeeting = "https://w3id.org/entente#meeting";
inline constexpr std::string_view kEnactment = "https://w3id.org/entente#enactment";
inline constexpr std::string_view kPublication = "https://w3id.org/entente#publication";
inline constexpr std::string_view kRevision = "https://w3id.org/entente#revision";
inline constexpr std::string_view kVisit = "https://w3id.org/entente#visit";
inline constexpr std::string_view kElection = "https://w3id.org/entente#election";
inline constexpr std::string_view kWar = "https://w3id.org/entente#war";

}  // namespace entente::ent

#endif  // ENTENTE_VOCABULARY_H_
