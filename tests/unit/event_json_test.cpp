// SPDX-License-Identifier: Apache-2.0
#include "log/event_json.hpp"

#include "sample_events.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>
#include <stdexcept>
#include <string>

namespace almoner {
namespace {

class StoryNames : public Names {
public:
    std::string name_of(Id id) const override
    {
        static const std::map<Id, std::string> names = {
            {0, "CNY"}, {1, "LAMP"}, {2, "KIT"}, {3, "Assets:Bank:CCB"}, {4, "Assets:Stock"}, {5, "Income:Gifts"},
            {8, "relief"}, {9, "schools"}, {10, "DIS"}, {11, "LAMP-2021"}, {12, "example-co"}, {13, "d-1"},
            {14, "V-0001"}, {15, "V-0002"}, {16, "G-0001"}, {17, "V-0007"},
        };
        return names.at(id);
    }
    int scale_of(Id commodity) const override { return commodity == 0 ? 2 : commodity == 1 ? 1 : 0; }
};

std::string json_of(const std::string& name)
{
    return event_json(sample_event(name), StoryNames{});
}

TEST(EventJson, ShowsAPurchase)
{
    EXPECT_EQ(json_of("entry_purchase"),
              R"({"seq":17,"type":"entry/1","date":"2021-09-05","recorded":"2021-09-05T02:11:00Z","by":"cashier",)"
              R"("ref":"V-0007","postings":[)"
              R"({"account":"Assets:Stock","fund":"DIS","commodity":"KIT","quantity":"400","value":"101000.00"},)"
              R"({"account":"Assets:Bank:CCB","fund":"DIS","commodity":"CNY","quantity":"-101000.00",)"
              R"("value":"-101000.00"}],)"
              R"("draws":[{"fund":"DIS","commodity":"CNY","at":"0.00","quantity":"101000.00","value":"101000.00"}],)"
              R"("lots":[{"fund":"DIS","commodity":"KIT","account":"Assets:Stock","at":"0","quantity":"400",)"
              R"("value":"101000.00"}],)"
              R"("private":["ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="]})");
}

TEST(EventJson, ShowsEverythingThatAnEntryCanSay)
{
    const auto json = nlohmann::json::parse(json_of("entry_full"));
    EXPECT_EQ(json["by"], "会计");
    EXPECT_EQ(json["approved-by"], "director");
    EXPECT_EQ(json["authority"]["kind"], "donor-consent");
    EXPECT_EQ(json["authority"]["document"], "letter-18");
    EXPECT_EQ(json["authority"]["dated"], "2021-09-28");
    EXPECT_EQ(json["authority"]["sha256"].get<std::string>().substr(0, 6), "808182");
    EXPECT_EQ(json["postings"][0],
              nlohmann::json::parse(
                  R"({"account":"Assets:Stock","fund":"LAMP-2021","commodity":"LAMP","quantity":"10.0",
                      "value":"25000.00","purpose":"relief","party":"example-co","lot":"A","expires":"2022-03-31"})"));
    EXPECT_EQ(json["postings"][1]["private-party"], 1);
    EXPECT_FALSE(json["postings"][1].contains("party"));
    EXPECT_EQ(json["postings"][2]["value"], "-0.01");
    EXPECT_EQ(json["lots"][0]["lot"], "A");
    EXPECT_EQ(json["lots"][1]["expires"], "2022-04-30");
    EXPECT_EQ(json["draws"][1]["account"], "Assets:Stock");
    EXPECT_EQ(json["give-backs"][0]["drawn-by"], "V-0001");
    EXPECT_EQ(json["give-backs"][1]["at"], "2");
    EXPECT_EQ(json["substitutions"][0],
              nlohmann::json::parse(R"({"fund":"DIS","commodity":"CNY","drawn-by":"G-0001","from":"10.00",
                                        "to":"20.00","quantity":"5.00"})"));
    EXPECT_EQ(json["document"], "loss-report-3");
    EXPECT_EQ(json["evidence"].size(), 2U);
    EXPECT_EQ(json["gift"], "G-0001");
    EXPECT_EQ(json["reverses"], "V-0001");
    EXPECT_EQ(json["returns"], "V-0002");
    EXPECT_EQ(json["repays"], "V-0007");
    EXPECT_EQ(json["counterpart"], "village/V-0003");
    EXPECT_EQ(json["private"].size(), 2U);
}

TEST(EventJson, ShowsDeclarations)
{
    EXPECT_EQ(json_of("book"), R"({"seq":0,"type":"book/1","recorded":"2021-09-05T02:11:00Z","by":"secretary",)"
                               R"("name":"某县慈善会","base-currency":"CNY","base-scale":2,)"
                               R"("time-zone":"Asia/Shanghai","nonce":"f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"})");
    EXPECT_EQ(json_of("fund_full"),
              R"({"seq":10,"type":"fund/1","recorded":"2021-09-05T02:11:00Z","code":"DIS","class":"restricted",)"
              R"("purposes":["relief","schools"],"set-by":"donor","from":"2021-07-01","until":"2022-06-30",)"
              R"("management-cap":"10000.00","agreement":"2021-07","owed-to":"example-co"})");
    EXPECT_EQ(json_of("party_private"),
              R"({"seq":13,"type":"party/1","recorded":"2021-09-05T02:11:00Z",)"
              R"("private":["QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8="]})");
    EXPECT_EQ(json_of("account"), R"({"seq":3,"type":"account/1","recorded":"2021-09-05T02:11:00Z",)"
                                  R"("name":"Assets:Bank:CCB","account-type":"cash","traced":true})");
}

TEST(EventJson, ShowsAmendments)
{
    EXPECT_EQ(json_of("amendment_purpose"),
              R"({"seq":65535,"type":"purpose-amendment/1","date":"2021-10-01","recorded":"2021-09-05T02:11:00Z",)"
              R"("target":"relief","path":"relief/flood","function":"management"})");
    const auto json = nlohmann::json::parse(json_of("amendment_entry"));
    EXPECT_EQ(json["target"], "V-0007");
    EXPECT_EQ(json["parties"], nlohmann::json::parse(R"([null,1,"example-co"])"));
}

TEST(EventJson, IsOneLineWhateverTheTextsHold)
{
    Event event = sample_event("entry_gift");
    event.by = "a\nb\"c\\";
    const std::string json = event_json(event, StoryNames{});
    EXPECT_EQ(json.find('\n'), std::string::npos);
    EXPECT_EQ(nlohmann::json::parse(json)["by"], event.by);
    for (const SampleEvent& sample : sample_events())
        EXPECT_NO_THROW(nlohmann::json::parse(event_json(sample.event, StoryNames{}))) << sample.name;
}

TEST(EventJson, PassesOnThatANameIsNotKnown)
{
    Event event = sample_event("entry_gift");
    std::get<EntryRecord>(event.what).gift = 99;
    EXPECT_THROW(event_json(event, StoryNames{}), std::out_of_range);
}

} // namespace
} // namespace almoner
