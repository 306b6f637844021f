"""The words that stand for codes in text meant for people: categories, posts, states, fields.

Records and JSON hold the codes; `_(code)` speaks them. They are listed here so that the catalogue
knows them; a test holds the list complete.
"""

from svc.i18n import say

WORDS = (
    # categories of complaints (S3-009) and causes
    say("price"), say("quality"), say("size"), say("style"), say("stock"), say("attitude"),
    say("cashier"), say("accident"), say("other"), say("customer"), say("two_tags"),
    say("promotion"), say("misadvice"),
    # ways to reach and be reached
    say("call"), say("letter"), say("visit"), say("message"), say("phone"),
    # women and men
    say("F"), say("M"),
    # states and deadlines of complaints
    say("logged"), say("resolved"), say("acknowledge by"), say("plan by"), say("resolve by"),
    # callbacks
    say("purchase"), say("installation"), say("complaint"), say("appointment"), say("birthday"),
    say("reached"), say("no-answer"), say("refused"), say("region"), say("company"),
    # posts
    say("clerk"), say("shop_manager"), say("regional_manager"), say("company_service"),
    # the board's headings
    say("in hand for"), say("waiting for"), say("who decides"), say("window"), say("driver"),
    say("supplier"), say("qty"), say("address"), say("paid"), say("not paid"),
    # states of cases, kinds of approvals and moves of parts
    say("acknowledged"), say("understood"), say("proposed"), say("waiting"), say("closed"),
    say("reopened"), say("approved"), say("rejected"), say("settled"), say("opened"),
    say("received"), say("diagnosed"), say("handed_back"), say("cancelled"), say("planned"),
    say("failed"), say("reported"), say("decision"), say("consent"), say("report"),
    say("return"), say("exchange"), say("difference"), say("order"), say("in"), say("out"),
    say("customer"), say("parts"), say("approval"),
    # what is decided
    say("free_return"), say("return_with_fee"), say("exchange_or_return"), say("repair"),
    say("pay_difference"), say("no_difference"), say("transfer"), say("refund_or_exchange"),
    say("explain"), say("hand_upward"), say("price_second"), say("check_refund"),
    say("part_missing"), say("part_time_help"), say("finding_light"), say("finding_serious"),
    # fields of a customer's file (S2-002, S2-003)
    say("name"), say("gender"), say("age"), say("email"), say("address"), say("spend"),
    say("styles"), say("work"), say("character"), say("buying_habits"), say("dress"),
    say("leisure"), say("living_habits"), say("service"), say("promotions"), say("notes"),
    say("spent_before"), say("ethnic_group"), say("family"), say("values"), say("source"),
    # headings of tables
    say("id"), say("number"), say("owner"), say("date"), say("goods"), say("total"),
    say("receipt"), say("staff"), say("category"), say("urgent"), say("state"), say("due"),
    say("text"), say("overdue"), say("kind"), say("by"), say("assignee"), say("why"), say("key"),
    say("done on"), say("result"), say("satisfied"), say("question"), say("settle on"),
    say("passed to"), say("code"), say("posts"), say("left on"), say("late"), say("part"),
    # fields of records, as a dry run names them
    say("referred by"), say("profile"), say("consent"), say("phone unchecked"), say("on"),
    say("items"), say("installed on"), say("cause"), say("channel"), say("resolved on"),
    say("history"), say("about"), say("forward"), say("tries"),
    say("what"), say("value"), say("unit"), say("since"), say("default of the tool"),
    say("template"), say("channel"), say("language"), say("variables"), say("row"),
    say("column"), say("reason"), say("unchecked"), say("done"), say("open"),
    # headings of a replay of policy
    say("was"), say("would be"), say("money back"), say("because"),
    say("fee"),
    # deliveries
    say("before"), say("during"), say("after"), say("window"), say("driver"), say("fitter"),
    say("install"), say("done on"), say("accepted by"), say("signed"), say("damaged"),
    say("checks"), say("planned on"), say("customer"), say("list"), say("true or false"),
    say("yuan"),
    # cards
    say("birthday"), say("festival"), say("thank_you"), say("address"), say("festivals"),
    say("care tips"),
    # units of policy
    say("29 or skip"), say("calendar days after the cause"), say("calendar days"),
    say("days after the sale"), say("fields"), say("hand_upward or last_band"),
    say("month and day"), say("months"), say("part of the price paid"), say("plain or skip"),
    say("share"), say("shop or statutory"), say("what the article says"),
    say("what the province adds"), say("when_insisting or never"), say("who decides"),
    # repairs and parts
    say("repair"),
    say("dry_clean"), say("leather_care"), say("cash"), say("card"), say("wechat"),
    say("alipay"), say("bank"), say("repair_report"), say("part_missing"),
    say("not_done"), say("not_fetched"), say("money"), say("problem"), say("symptom"),
    say("item"), say("model"), say("bought on"), say("care"), say("free"), say("terms"),
    say("received on"), say("diagnosis"), say("unrepairable"), say("price"), say("invoice"),
    say("paid on"), say("paid by"), say("to finance on"), say("handed back on"), say("signed"),
    say("repairer"), say("helper"), say("waits"), say("caused by"), say("move"), say("code"),
    say("qty"), say("order"), say("supplier"), say("expected on"), say("fitted by"),
    say("warranty until"), say("below zero"), say("on hand"), say("on order"), say("last in"),
    say("last out"), say("waits for"), say("days"), say("used for"), say("amount"),
    say("restart or remainder"), say("category, price, time and number"), say("repairs"),
    say("calendar days by province"), say("what to look at"),
    # complaints: steps, offers, findings, what dry runs name, units
    say("step"), say("steps"), say("offer"), say("offers"), say("waits"),
    say("light"), say("serious"), say("none"), say("finding"), say("for"), say("six"),
    say("nine"), say("out of order"), say("asked again"), say("assigned to"), say("post"),
    say("item"), say("closed on"), say("with"), say("repeat"), say("next step"),
    say("working hours"), say("working days"), say("times of day"), say("six or nine"),
    say("state_council or every_day"),
    # returns and exchanges: how the money goes back, and the fields of a return
    say("cash"), say("card"), say("wechat"), say("alipay"), say("void"), say("goodwill"),
    say("outcome"), say("case"), say("quote"), say("fee"), say("refund"), say("taken"),
    say("new purchase"), say("invoice"), say("signed"), say("defect"), say("second price"),
    say("checked by"), say("settled on"), say("paid by"), say("invoice amount"),
    say("exchange of"),
    say("price difference"), say("reported to"), say("report to"),
    # advice on complaints: finer causes, and units of its policy
    say("price_differs"), say("overcharge"), say("staff_attitude"), say("staff_error"),
    say("company_error"), say("injury"), say("loss"), say("fading"), say("seam"), say("pilling"),
    say("snag"), say("worn"), say("damaged_packing"), say("spoiled"), say("causes"),
    say("departments"), say("types of complaint"), say("offers in order"),
    say("purchases and days"), say("what not to say"), say("principles"),
    # complaints: targets, marks in the log, and the offers of offers.toml
    say("acknowledge"), say("plan"), say("resolve"), say("repeated"), say("approved"),
    say("not granted"), say("sale_record"), say("phone_shop"), say("pay_difference"),
    say("other_item"), say("earlier_price"), say("refund"), say("repair"), say("exchange"),
    say("other_style"), say("mend"), say("remove_pills"), say("other_sweaters"),
    say("second_sale"), say("from_elsewhere"), say("clean"), say("other_goods"),
    say("tell_arrival"), say("courier"), say("apology"), say("ask_wish"), say("void_card"),
    say("pay_back"), say("company_pays"), say("hospital"), say("company_settles"),
    say("search"), say("police"),
    # slips and ledgers: kinds, headings, what is missing, units
    say("delivery"), say("No."), say("answer"), say("asked by"), say("came in"),
    say("completeness"), say("decided as"), say("decided by"), say("decided on"),
    say("finished on"), say("follow up"), say("goods receipt"), say("investigation"),
    say("last on"), say("measures"), say("missing"), say("nth"), say("ordered"),
    say("part name"), say("purchases"), say("responsible"), say("rules"), say("signature"),
    say("to finance"), say("went out"), say("58, 80 or a5"), say("columns of text"),
    say("columns of the ledger"),
    # gatherings and feeds
    say("theme"), say("title"), say("time"), say("place"), say("places"), say("held"),
    say("held last"), say("planned next"), say("wishes"), say("fits"), say("asked"),
    say("said yes"), say("came"), say("unasked"), say("maybe"), say("yes"), say("no"),
    say("sales"), say("tied to sales"), say("invited"), say("deadline"), say("event"),
    say("themes"), say("gatherings a year"), say("email"), say("theme name"),
    # the outbox: states, reasons, headings, units
    say("queued"), say("approved"), say("sending"), say("sent"), say("failed"), say("unknown"),
    say("cancelled"), say("by way of"), say("reason"), say("not_on_file"), say("erased"),
    say("merged"), say("made"), say("lapsed"), say("no_mobile"), say("opted_out"),
    say("no_consent"), say("same_phone"), say("other_day"), say("cap_day"),
    say("conflict"), say("phone_twice"),
    say("sent_before"), say("interrupted"), say("no_answer"), say("no_connection"),
    say("unknown fate"), say("messages"),
    say("kinds of messages"), say("time of day"), say("post"), say("reference"), say("via"),
    say("history"), say("template"),
    # profiles: fields, headings of the contest, units
    say("registered by"), say("declined"), say("rank"), say("files"), say("complete"),
    say("came back"), say("quantity"), say("score"), say("steps"), say("questions"),
    say("what to say"),
    # callbacks: kinds, what is passed on, headings, units
    say("regular"), say("not seen for long"), say("referral-old"), say("referral-new"),
    say("threshold"), say("top"), say("care-new"), say("care-old"), say("contact"),
    say("reply"), say("messages sent"), say("contacts"), say("unsatisfied"), say("kinds"),
    say("hint"), say("forwarded on"), say("told on"), say("answered on"), say("answered by"),
    say("on, days after and way"), say("on and way"), say("on, purchases and way"),
    say("on, day of the year, post, customers and way"),
    say("on, month, days before it and way"), say("on, month, purchases and way"),
    say("lines of a script"),
    # the plan of messages: kinds, states, reasons, units
    say("ready"), say("skipped"), say("festival"), say("season"), say("long_not_seen"),
    say("thanks_purchase"), say("thanks_referral_old"), say("thanks_referral_new"),
    say("thanks_threshold"), say("delivery_notice"), say("repair_ready"),
    say("callback_appointment"), say("installation_visit"), say("care_tip"), say("follow_up"),
    say("invitation"), say("message key"),
    say("goods_arrived"), say("occasion of messages"), say("solar terms"),
    say("mainland or gsm"), say("words"), say("status"),
    # tiers and what they bring, gold customers, segments: headings and units
    say("tier"), say("customers"), say("part of the spending"), say("rank"), say("share so far"),
    say("highest"), say("segment"), say("part of the customers"), say("what to do"),
    say("yuan and purchases within the window"), say("share taken off"),
    say("gift, and share taken off"), say("multiply or best"), say("gifts and services"),
    say("gifts, discounts and services"), say("share, purchases and months"),
    say("classes 1 to 5"),
    # one person, one file; erasing
    say("names"), say("ids"), say("merge"), say("merged"), say("not same"), say("consent log"),
    say("erased on"),
    # copies of a person's data, and words for codes in English, too
    say("wished by"), say("said"), say("what was checked"), say("given on"), say("merged into"),
    say("in order"), say("control point"), say("what for"), say("taken back on"),
    # questionnaires: headings, fields of a sheet, how it was asked
    say("questionnaire"), say("form"), say("sheet"), say("answers"), say("served by"),
    say("trial"), say("tried"), say("filled in"), say("scale"), say("question key"),
    say("what is asked"), say("answered"), say("left out"), say("what it shows"), say("paper"),
    say("management"),
    # practice: headings and units; the register of satisfaction
    say("scene"), say("trains"), say("points"), say("a scene"), say("moves"), say("replies"),
    say("phrases"), say("survey"), say("all in all (1-5)"), say("would recommend (0-10)"),
)  # fmt: skip
