#include "schema/ontology.h"

#include "entente/records.h"

#include <algorithm>
#include <array>

#include "schema/vocabulary.h"

namespace entente {
namespace {

constexpr bool kLiterals = true;  // The values of a property.
constexpr bool kThings = false;
constexpr bool kOne = true;  // How many values a subject has at one time.
constexpr bool kMany = false;

// schema/ontology.ttl, row by row.

constexpr OntologyClass kClasses[] = {
    {ent::kActor, {}, "actor", "行为体"},
    {ent::kCoalition, {}, "grouping", "联合体"},
    {ent::kDocument, {}, "document", "文献"},
    {ent::kClaim, {}, "claim", "主张"},
    {ent::kEvent, {}, "event", "事件"},
    {ent::kNoteClass, {}, "note", "注释"},
    {ent::kSectionClass, {}, "section", "章节"},
    {ent::kPeriodical, {}, "periodical", "报刊"},
    {ent::kPerson, ent::kActor, "person", "人物"},
    {ent::kState, ent::kActor, "state", "国家"},
    {ent::kGroup, ent::kActor, "group", "群体"},
    {ent::kOpenGroup, ent::kGroup, "open group", "开放群体"},
    {ent::kOrganization, ent::kActor, "organization", "组织"},
    {ent::kInternationalOrganization, ent::kOrganization, "international organization", "国际组织"},
    {ent::kAdministration, ent::kOrganization, "administration", "政府（任期）"},
    {ent::kGovernmentBody, ent::kOrganization, "government body", "政府机构"},
    {ent::kCompany, ent::kOrganization, "company", "企业"},
    {ent::kIndustryAssociation, ent::kOrganization, "industry association", "行业协会"},
    {ent::kUniversity, ent::kOrganization, "university", "大学"},
    {ent::kThinkTank, ent::kOrganization, "think tank", "智库"},
    {ent::kPublisher, ent::kOrganization, "publisher", "出版机构"},
    {ent::kEditorialBoard, ent::kOrganization, "editorial board", "编辑部"},
    {ent::kNewspaperArticle, ent::kDocument, "newspaper article", "报纸文章"},
    {ent::kSpeech, ent::kDocument, "speech", "讲话"},
    {ent::kPressConference, ent::kDocument, "press conference", "记者会"},
    {ent::kFactSheet, ent::kDocument, "fact sheet", "情况说明"},
    {ent::kDeclaration, ent::kDocument, "declaration", "宣言"},
    {ent::kStrategy, ent::kDocument, "strategy", "战略文件"},
    {ent::kLaw, ent::kDocument, "law", "法律"},
    {ent::kRegulation, ent::kDocument, "regulation", "行政规定"},
    {ent::kGroupingKindClass, {}, "kind of grouping", "联合体类型"},
    {ent::kIssueCoalition, ent::kCoalition, "issue coalition", "议题联盟"},
    {ent::kTraditionalAlliance, ent::kCoalition, "traditional alliance", "传统联盟"},
    {ent::kMinilateral, ent::kCoalition, "minilateral grouping", "小多边机制"},
    {ent::kNegotiationCoalition, ent::kCoalition, "negotiation coalition", "谈判联盟"},
    {ent::kQuasiAlliance, ent::kCoalition, "quasi-alliance", "准联盟"},
    {ent::kUnitedFront, ent::kCoalition, "united front", "联合阵线"},
    {ent::kCoalitionOfTheWilling, ent::kCoalition, "coalition of the willing", "志愿者联盟"},
    {ent::kIndustryCoalition, ent::kCoalition, "industry coalition", "产业联盟"},
    {ent::kForum, ent::kCoalition, "forum or summit", "论坛或峰会"},
    {ent::kJointCommittee, ent::kCoalition, "joint committee", "联合委员会"},
    {ent::kRegionalUnion, ent::kCoalition, "regional union", "区域联盟"},
    {ent::kStanceClass, {}, "stance", "立场"},
    {ent::kStanceGroupClass, {}, "group of stances", "立场组"},
    {ent::kModalityClass, {}, "modality", "情态"},
    {ent::kClaimKind, {}, "kind of claim", "主张类别"},
    {ent::kBasisClass, {}, "basis", "根据"},
    {ent::kRoleClass, {}, "role", "角色"},
    {ent::kStatusClass, {}, "status", "状态"},
    {ent::kEventKindClass, {}, "kind of event", "事件类型"},
};

constexpr OntologyProperty kProperties[] = {
    {ent::kClaimant, kThings, kOne, "claimant", "主张者"},
    {ent::kStance, kThings, kOne, "stance", "立场"},
    {ent::kSource, kThings, kOne, "source", "出处"},
    {ent::kLocator, kLiterals, kMany, "locator", "位置"},
    {ent::kPage, kLiterals, kMany, "page", "页码"},
    {ent::kSection, kThings, kMany, "section", "所在章节"},
    {ent::kNote, kThings, kMany, "note", "注释处"},
    {ent::kKind, kThings, kMany, "kind", "类别"},
    {ent::kModality, kThings, kOne, "modality", "情态"},
    {ent::kCondition, kThings, kMany, "condition", "条件"},
    {ent::kConfidence, kLiterals, kOne, "confidence", "置信度"},
    {ent::kOnClaim, kThings, kMany, "on claim", "针对主张"},
    {ent::kPart, kThings, kMany, "part", "组成部分"},
    {ent::kEvidence, kThings, kMany, "evidence", "依据"},
    {ent::kBasis, kThings, kOne, "basis", "根据"},
    {ent::kAddressee, kThings, kMany, "addressee", "对象"},
    {ent::kAbout, kThings, kMany, "about", "涉及"},
    {ent::kText, kLiterals, kMany, "text", "内容"},
    {ent::kWording, kLiterals, kMany, "wording", "原文措辞"},
    {ent::kValidFrom, kLiterals, kOne, "valid from", "起始"},
    {ent::kValidUntil, kLiterals, kOne, "valid until", "终止"},
    {ent::kStatedOn, kLiterals, kOne, "stated on", "陈述时间"},
    {ent::kRecordedOn, kLiterals, kOne, "recorded on", "记录时间"},
    {ent::kMember, kThings, kMany, "member", "成员"},
    {ent::kRole, kThings, kMany, "role", "角色"},
    {ent::kStatus, kThings, kMany, "status", "状态"},
    {ent::kMemberCountMin, kLiterals, kOne, "members, at least", "成员数下限"},
    {ent::kMemberCountMax, kLiterals, kOne, "members, at most", "成员数上限"},
    {ent::kGroupingKind, kThings, kMany, "kind of grouping", "联合体类型"},
    {ent::kDomain, kThings, kMany, "issue domain", "议题领域"},
    {ent::kLeader, kThings, kMany, "leader", "主导者"},
    {ent::kInitiator, kThings, kMany, "initiator", "发起者"},
    {ent::kChair, kThings, kOne, "chair", "主席"},
    {ent::kHead, kThings, kOne, "head", "首脑"},
    {ent::kGoverns, kThings, kMany, "governs", "执政于"},
    {ent::kSpeaksFor, kThings, kMany, "speaks for", "代表"},
    {ent::kCountry, kThings, kMany, "country", "所属国家"},
    {ent::kSubsidiaryOf, kThings, kMany, "part of the organization", "隶属"},
    {ent::kComponent, kThings, kMany, "component", "包含"},
    {ent::kExample, kThings, kMany, "example", "典型代表"},
    {ent::kDefinition, kThings, kMany, "definition", "定义"},
    {ent::kFeature, kThings, kMany, "feature", "特征"},
    {ent::kMotive, kThings, kMany, "motive", "动因"},
    {ent::kAim, kThings, kMany, "aim", "目标"},
    {ent::kMeans, kThings, kMany, "means", "手段"},
    {ent::kCause, kThings, kMany, "cause", "成因"},
    {ent::kFactor, kThings, kMany, "factor", "影响因素"},
    {ent::kAdvantage, kThings, kMany, "advantage", "优势"},
    {ent::kLimitation, kThings, kMany, "limitation or challenge", "局限或挑战"},
    {ent::kEffect, kThings, kMany, "effect", "影响"},
    {ent::kEssence, kThings, kMany, "what it really is", "实质"},
    {ent::kTarget, kThings, kMany, "directed at", "针对"},
    {ent::kAttitude, kThings, kMany, "attitude", "态度"},
    {ent::kAction, kThings, kMany, "action", "行动"},
    {ent::kExpected, kThings, kMany, "expected", "预期"},
    {ent::kShould, kThings, kMany, "should", "应当"},
    {ent::kStatement, kLiterals, kMany, "statement", "论断"},
    {ent::kReason, kThings, kMany, "reason", "理由"},
    {ent::kRelatesTo, kThings, kMany, "relates to", "关联"},
    {ent::kFoundedOn, kLiterals, kOne, "founded on", "成立时间"},
    {ent::kAmount, kLiterals, kMany, "amount", "数额"},
    {ent::kSupports, kThings, kMany, "supports", "支持"},
    {ent::kContradicts, kThings, kMany, "contradicts", "反驳"},
    {ent::kQualifies, kThings, kMany, "qualifies", "限定"},
    {ent::kElaborates, kThings, kMany, "elaborates", "阐发"},
    {ent::kPossiblySameAs, kThings, kMany, "possibly the same as", "或为同一"},
    {ent::kCorrectionOf, kLiterals, kMany, "correction of", "更正"},
    {ent::kNumber, kLiterals, kOne, "number", "编号"},
    {ent::kPlaceOfPublication, kLiterals, kMany, "place of publication", "出版地"},
    {ent::kEventKind, kThings, kMany, "kind of event", "事件类型"},
    {ent::kParticipant, kThings, kMany, "participant", "参与者"},
    {ent::kStanceGroup, kThings, kOne, "group", "立场组"},
};

constexpr OntologyIndividual kIndividuals[] = {
    {ent::kIssueCoalition, ent::kGroupingKindClass, {}, "issue coalition", "议题联盟"},
    {ent::kTraditionalAlliance, ent::kGroupingKindClass, {}, "traditional alliance", "传统联盟"},
    {ent::kMinilateral, ent::kGroupingKindClass, {}, "minilateral grouping", "小多边机制"},
    {ent::kNegotiationCoalition, ent::kGroupingKindClass, {}, "negotiation coalition", "谈判联盟"},
    {ent::kQuasiAlliance, ent::kGroupingKindClass, {}, "quasi-alliance", "准联盟"},
    {ent::kUnitedFront, ent::kGroupingKindClass, {}, "united front", "联合阵线"},
    {ent::kCoalitionOfTheWilling,
     ent::kGroupingKindClass,
     {},
     "coalition of the willing",
     "志愿者联盟"},
    {ent::kIndustryCoalition, ent::kGroupingKindClass, {}, "industry coalition", "产业联盟"},
    {ent::kForum, ent::kGroupingKindClass, {}, "forum or summit", "论坛或峰会"},
    {ent::kJointCommittee, ent::kGroupingKindClass, {}, "joint committee", "联合委员会"},
    {ent::kRegionalUnion, ent::kGroupingKindClass, {}, "regional union", "区域联盟"},
    {ent::kFor, ent::kStanceGroupClass, {}, "for", "赞成"},
    {ent::kAgainst, ent::kStanceGroupClass, {}, "against", "反对"},
    {ent::kNeutral, ent::kStanceGroupClass, {}, "neutral", "中立"},
    {ent::kAsserts, ent::kStanceClass, ent::kFor, "asserts", "断言"},
    {ent::kEndorses, ent::kStanceClass, ent::kFor, "endorses", "赞同"},
    {ent::kDenies, ent::kStanceClass, ent::kAgainst, "denies", "否认"},
    {ent::kDisputes, ent::kStanceClass, ent::kAgainst, "disputes", "质疑"},
    {ent::kReports, ent::kStanceClass, ent::kNeutral, "reports", "转述"},
    {ent::kDistances, ent::kStanceClass, ent::kNeutral, "distances", "保持距离"},
    {ent::kSupposes, ent::kStanceClass, ent::kNeutral, "supposes", "假设"},
    {ent::kCategorical, ent::kModalityClass, {}, "categorical", "断然"},
    {ent::kPossible, ent::kModalityClass, {}, "possible", "或然"},
    {ent::kConditional, ent::kModalityClass, {}, "conditional", "有条件"},
    {ent::kHypothetical, ent::kModalityClass, {}, "hypothetical", "假设性"},
    {ent::kDefinitionClaim, ent::kClaimKind, {}, "definition", "定义"},
    {ent::kClassification, ent::kClaimKind, {}, "classification", "归类"},
    {ent::kMembership, ent::kClaimKind, {}, "membership", "成员资格"},
    {ent::kFactual, ent::kClaimKind, {}, "factual", "事实陈述"},
    {ent::kMotivation, ent::kClaimKind, {}, "motive or aim", "动机或目标"},
    {ent::kDeclaredAim, ent::kClaimKind, {}, "declared aim", "宣称目标"},
    {ent::kCausal, ent::kClaimKind, {}, "cause or factor", "原因或因素"},
    {ent::kCharacterization, ent::kClaimKind, {}, "feature", "特征描述"},
    {ent::kEvaluation, ent::kClaimKind, {}, "evaluation", "评价"},
    {ent::kImpact, ent::kClaimKind, {}, "effect", "影响判断"},
    {ent::kChallenge, ent::kClaimKind, {}, "limitation or challenge", "局限或挑战"},
    {ent::kComparison, ent::kClaimKind, {}, "comparison", "比较"},
    {ent::kForecast, ent::kClaimKind, {}, "forecast", "预测"},
    {ent::kRecommendation, ent::kClaimKind, {}, "recommendation", "建议"},
    {ent::kDenial, ent::kClaimKind, {}, "denial", "否定"},
    {ent::kFinding, ent::kClaimKind, {}, "finding of the literature", "文献观点"},
    {ent::kIdentity, ent::kClaimKind, {}, "identity", "同一性"},
    {ent::kLink, ent::kClaimKind, {}, "link between claims", "主张间联系"},
    {ent::kExplicit, ent::kBasisClass, {}, "said by the text", "文本明示"},
    {ent::kCuratorial, ent::kBasisClass, {}, "read by the curator", "编者判读"},
    {ent::kLeading, ent::kRoleClass, {}, "leading", "主导"},
    {ent::kFounding, ent::kRoleClass, {}, "founding", "创始"},
    {ent::kHosting, ent::kRoleClass, {}, "hosting", "主办"},
    {ent::kParticipating, ent::kRoleClass, {}, "participating", "参与"},
    {ent::kProposed, ent::kStatusClass, {}, "proposed", "提议中"},
    {ent::kApproached, ent::kStatusClass, {}, "approached", "受邀"},
    {ent::kAnnounced, ent::kStatusClass, {}, "announced", "已宣布"},
    {ent::kSigned, ent::kStatusClass, {}, "signed", "已签署"},
    {ent::kActive, ent::kStatusClass, {}, "active", "现行"},
    {ent::kFormer, ent::kStatusClass, {}, "former", "曾任"},
    {ent::kWithdrawn, ent::kStatusClass, {}, "withdrawn", "已退出"},
    {ent::kFoundingEvent, ent::kEventKindClass, {}, "founding", "成立"},
    {ent::kProposal, ent::kEventKindClass, {}, "proposal", "提议"},
    {ent::kSigning, ent::kEventKindClass, {}, "signing", "签署"},
    {ent::kMeeting, ent::kEventKindClass, {}, "meeting", "会议"},
    {ent::kEnactment, ent::kEventKindClass, {}, "enactment", "立法"},
    {ent::kPublication, ent::kEventKindClass, {}, "publication", "发布"},
    {ent::kRevision, ent::kEventKindClass, {}, "revision", "修订"},
    {ent::kVisit, ent::kEventKindClass, {}, "visit", "访问"},
    {ent::kElection, ent::kEventKindClass, {}, "election", "选举"},
    {ent::kWar, ent::kEventKindClass, {}, "war or crisis", "战争或危机"},
};

constexpr DisjointPair kDisjointPairs[] = {
    {ent::kIssueCoalition, ent::kTraditionalAlliance},
};

}  // namespace

std::span<const OntologyClass> OntologyClasses() { return kClasses; }
std::span<const OntologyProperty> OntologyProperties() { return kProperties; }
std::span<const OntologyIndividual> OntologyIndividuals() { return kIndividuals; }
std::span<const DisjointPair> OntologyDisjointPairs() { return kDisjointPairs; }

bool IsSingleValued(std::string_view property) {
  return std::any_of(std::begin(kProperties), std::end(kProperties),
                     [property](const OntologyProperty& row) {
                       return row.is_single_valued && row.iri == property;
                     });
}

bool IsIndividualOf(std::string_view iri, std::string_view of_class) {
  return std::any_of(std::begin(kIndividuals), std::end(kIndividuals),
                     [iri, of_class](const OntologyIndividual& row) {
                       return row.iri == iri && row.of_class == of_class;
                     });
}

bool IsSubclassOf(std::string_view subclass, std::string_view superclass) {
  while (!subclass.empty() && subclass != superclass) {
    const auto row = std::find_if(std::begin(kClasses), std::end(kClasses),
                                  [subclass](const OntologyClass& c) { return c.iri == subclass; });
    subclass = row == std::end(kClasses) ? std::string_view() : row->superclass;
  }
  return !subclass.empty();
}

std::string_view VocabularyLabel(std::string_view iri, std::string_view language) {
  const bool is_chinese = language == "zh" || language.starts_with("zh-");
  const auto find = [&](const auto& terms) -> std::string_view {
    const auto found =
        std::ranges::find_if(terms, [&](const auto& term) { return term.iri == iri; });
    if (found == terms.end()) return {};
    return is_chinese ? found->label_zh : found->label_en;
  };
  std::string_view label = find(OntologyClasses());
  if (label.empty()) label = find(OntologyProperties());
  if (label.empty()) label = find(OntologyIndividuals());
  return label;
}

std::vector<std::string_view> VocabularyClasses() {
  std::vector<std::string_view> iris;
  for (const OntologyClass& row : OntologyClasses()) iris.push_back(row.iri);
  return iris;
}

std::vector<std::string_view> VocabularyProperties() {
  std::vector<std::string_view> iris;
  for (const OntologyProperty& row : OntologyProperties()) iris.push_back(row.iri);
  return iris;
}

}  // namespace entente
