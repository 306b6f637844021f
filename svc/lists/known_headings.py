"""The headings that shops give the columns of their lists, Chinese and English, by field."""

from __future__ import annotations

CUSTOMER_FIELDS = ("name", "phone", "number", "birthday", "gender", "owner", "consent")
PURCHASE_FIELDS = (
    "customer", "on", "total", "qty", "price", "sku", "name", "category", "style", "size",
    "receipt", "staff", "installed_on", "id",
)  # fmt: skip

# Names are compared without case, spaces and marks: `Member No.` is memberno.
_PHONE = (
    "手机 手机号 手机号码 电话 电话号码 联系电话 联系方式 联系手机 移动电话 会员手机 会员手机号 "
    "会员电话 客户电话 客户手机 客户手机号 顾客电话 顾客手机 顾客手机号 mobile mobilephone "
    "mobileno mobilenumber tel telephone phoneno phonenumber cell cellphone"
)
_NUMBER = (
    "编号 会员号 会员编号 会员卡号 会员码 卡号 客户编号 顾客编号 客户号 顾客号 会员id 客户id "
    "顾客id vip号 vip卡号 贵宾卡号 customernumber customerno customerid customercode memberno "
    "membernumber memberid membershipno membershipnumber cardno cardnumber"
)

CUSTOMER_HEADINGS = {
    "name": (
        "姓名 名字 称呼 顾客 客户 会员 顾客姓名 客户姓名 会员姓名 顾客名称 客户名称 customername "
        "fullname membername customer"
    ),
    "phone": _PHONE,
    "number": _NUMBER,
    "birthday": (
        "生日 出生日期 出生年月日 出生 公历生日 阳历生日 新历生日 birthdate dateofbirth dob born"
    ),
    "gender": "性别 sex",
    "owner": (
        "导购 导购员 专属导购 所属导购 负责导购 服务导购 专属顾问 所属员工 assistant "
        "salesassistant"
    ),
    "consent": (
        "短信同意 同意短信 是否同意短信 同意接收短信 是否同意接收短信 是否接收短信 接收短信 "
        "短信授权 smsconsent consentsms smsoptin"
    ),
}
LUNAR_HEADINGS = ("农历生日", "阴历生日", "旧历生日", "lunarbirthday")

PROFILE_HEADINGS = {
    "size": "尺码 尺寸 码数 服装尺码 衣服尺码",
    "address": "地址 住址 家庭住址 家庭地址 联系地址 通讯地址 收货地址",
    "email": "邮箱 电子邮箱 电子邮件 邮件 mail emailaddress",
    "notes": "备注 备注信息 说明 note remark remarks comment comments memo",
    "spent_before": (
        "累计消费 累计消费金额 累计金额 消费金额 消费总额 总消费 历史消费 totalspent "
        "totalspend spent"
    ),
    "source": "来源 顾客来源 客户来源 会员来源 渠道",
    "age": "年龄",
    "work": "职业 工作 工作单位 单位 occupation job",
    "character": "性格",
    "styles": "喜欢款式 喜好款式 款式偏好 风格",
    "dress": "穿着 着装 穿着习惯",
    "leisure": "爱好 兴趣 兴趣爱好 休闲 hobby hobbies",
    "buying_habits": "购物习惯 消费习惯",
    "living_habits": "生活习惯",
    "wechat": "微信 微信号 wechatid",
}

WITHHELD_HEADINGS = {
    "ethnic_group": "民族 族别 ethnicity ethnic",
    "family": "家庭 家庭状况 家庭情况 家庭成员 婚姻 婚姻状况 婚否 maritalstatus familysituation",
    "values": "价值观 价值观念",
}
"""Fields the law wants left out unless a shop needs them (svc.rules.completeness)."""

PURCHASE_HEADINGS = {
    "id": "purchaseid",
    "customer": f"顾客 客户 会员 {_PHONE} {_NUMBER} phone number buyer",
    "on": (
        "日期 购买日期 消费日期 销售日期 交易日期 订单日期 下单日期 开单日期 时间 购买时间 "
        "消费时间 销售时间 交易时间 下单时间 date purchasedate saledate orderdate day"
    ),
    "total": (
        "金额 总额 总价 合计 总金额 合计金额 实付 实付金额 实收 实收金额 消费金额 成交金额 "
        "销售金额 amount sum paid totalamount amountpaid"
    ),
    "qty": "数量 件数 quantity pieces",
    "price": "单价 售价 成交价 成交单价 实售价 价格 unitprice",
    "sku": "货号 商品编号 商品编码 商品货号 条码 条形码 barcode itemno itemcode productcode",
    "name": (
        "商品 品名 商品名称 商品名 名称 货品 货品名称 产品 产品名称 item itemname product "
        "productname goods"
    ),
    "category": "类别 品类 分类 种类 商品类别 商品分类 大类",
    "style": "款号 款式 styleno",
    "size": "尺码 码数 规格",
    "receipt": (
        "小票 小票号 单号 订单号 票号 收据 收据号 流水号 销售单号 receiptno receiptnumber order "
        "orderno ordernumber invoice invoiceno"
    ),
    "staff": "导购 导购员 营业员 店员 销售员 业务员 员工 clerk salesperson soldby seller",
    "installed_on": "安装日期 安装完成日期 安装时间 installedon installdate installationdate",
}

IGNORED = frozenset(("序号", "序", "行号", "行", "原因", "row", "reason", "", "index"))
"""Running counts, and what a file of rejects adds: no field, and nothing to warn of."""

CATEGORIES = {
    "纺织": "textile", "纺织品": "textile", "面料": "textile",
    "皮革": "leather", "皮衣": "leather", "皮具": "leather",
    "西装": "suit", "西服": "suit", "套装": "suit",
    "家具": "furniture",
}  # fmt: skip
"""The goods of the refund table as lists call them; other words stay as they are."""
