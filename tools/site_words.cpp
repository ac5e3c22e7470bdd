// SPDX-License-Identifier: Apache-2.0
#include "site_words.hpp"

#include <fmt/format.h>
#include <almoner/text.hpp>

#include "input.hpp"

namespace almoner::program {

namespace {

constexpr Words chinese = {
    .tag = "zh-Hans", .folder = "", .up = "", .other_language = "English",
    .site_title = "{}：捐赠收支公示",
    .home = "收支总览", .verify = "核验捐赠", .nav_label = "主导航", .skip = "跳到正文",
    .as_of = "截至 {}",
    .intro = "本页列出本组织收到的每一笔款物和每一笔使用。捐赠人仅在同意公开时具名，其余一律列为“匿名”。金额单位为 {}。",
    .funds = "各基金（项目）收支", .flow = "款物流向",
    .flow_text = "左侧为来源，中间为基金，右侧为用途与结余。线条宽度与价值成正比；全部数字见下列各表。",
    .by_purpose = "按用途统计", .checkpoint_title = "账本校验点",
    .checkpoint_text = "本页内容出自一本只增不改的账本。以下校验点由本组织的密钥签名；任何人都可以下载 {} 与 {} 自行核验。",
    .fund = "基金", .fund_class = "性质", .opening = "期初", .received = "收到", .transfers = "划转", .used = "使用",
    .left = "结余", .total = "合计",
    .purpose = "用途", .value = "价值", .share_note = "包含损耗与退回捐赠人的款项；不含受托代理款项的转付。",
    .received_list = "收到的款物", .used_list = "款物使用", .none = "暂无记录。",
    .reference = "收据号", .voucher = "凭据号", .date = "日期", .donor = "捐赠人", .item = "款物", .quantity = "数量", .intended_use = "意向用途",
    .recipient = "接收单位", .category = "科目", .note = "备注",
    .anonymous = "匿名", .money = "资金", .unpriced = "未计价", .any_purpose = "不限定", .unstated = "–",
    .reverses = "冲销 {}", .reversed_by = "已由 {} 冲销", .transfer_in = "由其他基金划入", .transfer_out = "划往其他基金",
    .refund = "与捐赠 {} 有关", .returned = "退回 {} 的一部分",
    .page = "第 {} 页", .previous = "上一页", .next = "下一页", .pages = "分页", .goods_left = "现存物资",
    .agreement = "协议", .until = "使用期限", .terms = "限定条件",
    .others = "其他", .unspent = "结余", .passed_on = "转付", .opening_source = "期初结余",
    .limits_title = "本页不能证明什么",
    .limits = "校验点证明：持有该密钥者承诺了恰好这些记录。它不能证明款项确已到账，也不能证明没有漏记；以后的记录可能改变情况。"
              "捐赠与使用之间按先进先出的约定归属，并非指某一张钞票用于某处。",
    .size = "记录数", .root = "根哈希", .key = "公钥",
    .key_text = "请将这把公钥与本组织在其他渠道（年报、公告栏、收据）公布的比对：网页可以被替换，公钥不应改变。",
};

constexpr Words english = {
    .tag = "en", .folder = "en/", .up = "../", .other_language = "中文",
    .site_title = "{}: donations received and used",
    .home = "Overview", .verify = "Verify a gift", .nav_label = "Main", .skip = "Skip to the content",
    .as_of = "As of {}",
    .intro = "Every gift received and every use made of gifts. A donor is named only where the donor agreed to it; "
             "all others stand as Anonymous. Values are in {}.",
    .funds = "Funds (campaigns)", .flow = "Where it came from and went",
    .flow_text = "Sources on the left, funds in the middle, purposes and what is left on the right. Widths are in "
                 "proportion to value; every figure stands in the tables below.",
    .by_purpose = "By purpose", .checkpoint_title = "Checkpoint of the books",
    .checkpoint_text = "These pages come from an append-only log. The checkpoint below is signed by the organisation's key; "
                       "anybody may fetch {} and {} and verify them.",
    .fund = "Fund", .fund_class = "Class", .opening = "Opening", .received = "Received", .transfers = "Transfers", .used = "Used",
    .left = "Left", .total = "Total",
    .purpose = "Purpose", .value = "Value", .share_note = "With losses and what was returned to donors; without what was passed on for others.",
    .received_list = "Received", .used_list = "Used", .none = "Nothing yet.",
    .reference = "Receipt no.", .voucher = "Voucher no.", .date = "Date", .donor = "Donor", .item = "Money or goods", .quantity = "Quantity",
    .intended_use = "Intended use", .recipient = "Recipient", .category = "Account", .note = "Note",
    .anonymous = "Anonymous", .money = "Money", .unpriced = "not valued", .any_purpose = "Unrestricted", .unstated = "–",
    .reverses = "reverses {}", .reversed_by = "reversed by {}", .transfer_in = "from another fund", .transfer_out = "to another fund",
    .refund = "concerns gift {}", .returned = "part of {} returned",
    .page = "Page {}", .previous = "Previous", .next = "Next", .pages = "Pages", .goods_left = "Goods in hand",
    .agreement = "Agreement", .until = "To be used", .terms = "Restriction",
    .others = "Others", .unspent = "Left", .passed_on = "Passed on", .opening_source = "Opening balance",
    .limits_title = "What these pages do not prove",
    .limits = "The checkpoint proves that whoever holds the key committed to exactly these records. It does not prove that the "
              "money arrived or that nothing was left out, and later records may change the matter. Uses are attributed to "
              "gifts first in, first out: a convention, which does not say which coin bought what.",
    .size = "Records", .root = "Root hash", .key = "Public key",
    .key_text = "Compare this key with the one that the organisation prints elsewhere (annual report, notice board, receipts): "
                "a page can be replaced, the key should not change.",
};

}  // namespace

const Words& words(Language language) { return language == Language::chinese ? chinese : english; }

const char* fund_class_word(Language language, FundClass fund_class) {
  constexpr const char* of[][2] = {
      {"非限定", "unrestricted"}, {"限定", "restricted"}, {"留本基金", "endowment"}, {"受托代理", "held for others"}};
  return of[static_cast<std::size_t>(fund_class)][static_cast<std::size_t>(language)];
}

SiteNames::SiteNames(const std::string& file) {
  if (file.empty()) return;
  Input input{file};
  std::string line;
  for (int number = 1; std::getline(input.stream(), line); ++number) {
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t first = line.find('\t');
    const std::size_t second = first == std::string::npos ? first : line.find('\t', first + 1);
    if (second == std::string::npos || line.find('\t', second + 1) != std::string::npos)
      throw InputError{input.place(number, line), "a line has three parts with tabs between them: code, Chinese name, English name"};
    names_[line.substr(0, first)] = {line.substr(first + 1, second - first - 1), line.substr(second + 1)};
  }
}

const std::string& SiteNames::name(Language language, const std::string& code) const {
  const auto found = names_.find(code);
  if (found == names_.end()) return code;
  const std::string& name = found->second[static_cast<std::size_t>(language)];
  return name.empty() ? code : name;
}

std::string SiteNames::with_code(Language language, const std::string& code) const {
  const std::string& shown = name(language, code);
  if (shown == code) return code;
  return language == Language::chinese ? fmt::format("{}（{}）", shown, code) : fmt::format("{} ({})", shown, code);
}

std::string html(std::string_view text) { return escape_html(escape_terminal(text)); }

}  // namespace almoner::program
