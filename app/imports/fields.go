package imports

import "strings"

// field is a column of the documented format: its name, whether every row
// needs it, and other names it is known by.
type field struct {
	name    string
	need    bool
	aliases string // separated by blanks
}

var documentFields = []field{
	{"number", true, "invoice_number invoice_no invoice document document_no 发票号 发票号码 单据号 单号 编号"},
	{"agent", true, "agent_code customer customer_code customer_no 代理商 代理商编码 客户 客户编码 客户编号"},
	{"delivered_on", true, "date invoice_date document_date delivery_date issue_date 日期 开票日期 单据日期 发货日期 交货日期"},
	{"posted_on", false, "posting_date posting_on 记账日期 入账日期 过账日期"},
	{"bill_on", false, "bill_date baseline_date 账单日 账单日期 出账日"},
	{"due_on", false, "due due_date 到期日 到期日期 应付日期"},
	{"amount", true, "gross total amount_gross 金额 含税金额 价税合计 应收金额 余额"},
	{"vat", false, "tax 税额"},
	{"net", false, "amount_net 不含税金额"},
	{"settlement", false, "settlement_policy terms 账期 结算方式"},
	{"currency", false, "币种"},
}

// formats are the columns of each noun.
var formats = map[Noun][]field{
	Agents: {
		{"code", true, "agent agent_code customer_no 编码 代理商编码 客户编码 客户编号"},
		{"name_zh", false, "name agent_name customer_name 名称 中文名称 代理商名称 客户名称"},
		{"name_en", false, "english_name 英文名称"},
		{"kind", false, "类型 性质"}, {"status", false, "状态"},
		{"region", true, "region_code 区域 地区 大区"},
		{"parent", false, "parent_code 上级 上级编码"},
		{"grade", false, "credit_grade 等级 信用等级"},
		{"settlement", false, "settlement_policy terms 账期 结算方式"},
		{"limit", false, "credit_limit 额度 信用额度"},
		{"address", false, "地址"}, {"tax_no", false, "税号 统一社会信用代码"},
		{"licence_no", false, "license_no 许可证号 营业执照号"},
		{"licence_until_on", false, "许可证到期日 执照到期日"},
		{"contract_no", false, "合同号 合同编号"}, {"contract_until_on", false, "合同到期日"},
		{"joined_on", false, "since 加入日期 签约日期"},
		{"contact", false, "contact_name 联系人"}, {"phone", false, "mobile 电话 手机"}, {"email", false, "邮箱 电子邮箱"},
		{"currency", false, "币种"},
	},
	Products: {
		{"sku", true, "article code 货号 款号 编码 商品编码"},
		{"name_zh", false, "name 名称 品名 中文名称"}, {"name_en", false, "english_name 英文名称"},
		{"category", false, "类别 分类 品类"},
		{"metal", false, "材质 成色 金属"},
		{"weight", false, "weight_g net_weight 金重 净重 重量"},
		{"wastage", false, "wastage_percent 损耗 损耗率"},
		{"labour", false, "labor 工费"}, {"stone", false, "石值 石价"},
		{"price", false, "fixed_price 价格 一口价 单价"},
		{"vat_rate", false, "税率"}, {"currency", false, "币种"},
	},
	Invoices: documentFields,
	Openings: documentFields,
	Receipts: {
		{"agent", true, "agent_code customer customer_code customer_no 代理商 代理商编码 客户 客户编码 客户编号 付款方编码"},
		{"cleared_on", true, "date receipt_date payment_date value_date 日期 到账日期 收款日期 入账日期"},
		{"amount", true, "金额 收款金额 到账金额"},
		{"reference", false, "receipt_number receipt_no bank_reference 流水号 收款单号 交易流水号"},
		{"method", false, "payment_method 方式 收款方式"},
		{"payer", false, "付款人 付款方"},
		{"invoices", false, "invoice invoice_number pays 核销发票 发票号 对应发票"},
		{"note", false, "memo 备注 摘要"}, {"currency", false, "币种"},
	},
	Facts: {
		{"agent", true, "agent_code customer customer_code customer_no 代理商 代理商编码 客户 客户编码 客户编号"},
		{"name", true, "field fact 名称 指标 字段"},
		{"value", true, "数值 值"},
		{"as_of", true, "as_of_on date 日期 截至日期"},
		{"source", true, "来源"},
	},
}

func fieldOf(n Noun, name string) (field, bool) {
	for _, f := range formats[n] {
		if f.name == name {
			return f, true
		}
	}
	return field{}, false
}

// known tells whether a column's heading means the field.
func (f field) known(heading string) bool {
	h := strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(heading)))
	if h == f.name {
		return true
	}
	for _, a := range strings.Fields(f.aliases) {
		if h == a {
			return true
		}
	}
	return false
}
