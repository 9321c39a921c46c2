package imports

import (
	"fmt"
	"strings"

	"assay/models"
)

// reasons are the texts of the rejects, Chinese and English; {X} is the
// error's parameter X.
var reasons = map[string][2]string{
	"error.file_missing":            {"没有文件", "there is no file"},
	"error.row_not_csv":             {"这一行不是有效的 CSV（引号不配对）", "the line is not CSV (a quote is not closed)"},
	"error.column_count":            {"应有 {Want} 列，实有 {Got} 列", "{Got} columns instead of {Want}"},
	"error.value_required":          {"不能为空", "must not be blank"},
	"error.value_too_long":          {"超过 {Max} 个字符", "longer than {Max} characters"},
	"error.not_a_date":              {"不是约定格式的日期", "not a date in the agreed format"},
	"error.not_a_number":            {"不是约定格式的数字", "not a figure in the agreed format"},
	"error.too_many_decimals":       {"小数位太多", "too many decimals"},
	"error.amount_too_large":        {"金额过大", "the amount is too large"},
	"error.amount_must_be_positive": {"金额必须大于零", "the amount must be above zero"},
	"error.amount_is_zero":          {"金额为零", "the amount is zero"},
	"error.rate_range":              {"比率应在 0 至 100% 之间", "the rate must lie between 0 and 100 %"},
	"error.date_in_future":          {"日期在将来", "the date is in the future"},
	"error.due_before_delivery":     {"到期日早于开票日", "due before the day of the document"},
	"error.net_and_vat":             {"不含税金额加税额不等于含税金额", "net and tax do not add up to the gross amount"},
	"error.currency_without_rate":   {"币种 {Currency} 没有约定汇率", "no rate is fixed for the currency {Currency}"},
	"error.number_is_ours":          {"单号属于本系统的编号序列", "the number belongs to this system's own series"},
	"error.number_taken":            {"单号已用于另一张单据", "the number is another document's"},
	"error.reference_taken":         {"流水号已用于另一笔收款", "the reference is another receipt's"},
	"error.agent_unknown":           {"没有编码为 {Code} 的代理商", "no agent has the code {Code}"},
	"error.invoice_unknown":         {"该代理商没有单号为 {Number} 的未清单据", "the agent has no document with the number {Number}"},
	"error.item_overpaid":           {"核销金额超过单据 {Number} 的未清余额", "more than is open on {Number}"},
	"error.parts_exceed_receipt":    {"核销金额合计超过收款金额", "the parts exceed the receipt"},
	"error.settlement_unknown":      {"没有账期政策 {Code}", "no settlement policy has the code {Code}"},
	"error.agent_kind_unknown":      {"代理商类型未知", "unknown kind of agent"},
	"error.agent_status_unknown":    {"代理商状态未知", "unknown status of an agent"},
	"error.grade_unknown":           {"信用等级未知（A 至 E）", "unknown credit grade (A to E)"},
	"error.parent_unknown":          {"没有该上级代理商", "no such head agent"},
	"error.method_unknown":          {"收款方式未知，可用：{Known}", "no such method; known are {Known}"},
	"error.name_required":           {"名称不能为空", "a name is required"},
	"error.code_required":           {"编码为空或过长", "the code is blank or too long"},
	"error.metal_unknown":           {"没有该金属", "no such metal"},
	"error.category_unknown":        {"没有该类别", "no such category"},
	"error.price_required":          {"一口价商品须有价格，按金计价商品须有金重", "an article needs a price, or a metal and its weight"},
	"error.period_closed":           {"日期在已结账期间内", "the date lies in a closed period"},
	"error.not_found":               {"不存在", "does not exist"},
	"error.file_empty":              {"文件为空", "the file is empty"},
	"error.file_too_large":          {"文件超过 {Max} MB", "the file is larger than {Max} MB"},
	"error.file_not_csv":            {"文件不是 CSV", "the file is not CSV"},
	"error.column_twice":            {"列名 {Column} 出现两次", "the column {Column} appears twice"},
	"error.column_missing":          {"文件中没有列 {Column}", "the file has no column {Column}"},
	"error.field_missing":           {"文件中没有给出 {Field} 的列；可用映射文件指定", "no column gives {Field}; a map can name one"},
	"error.map_gives_nothing":       {"映射文件没有说明 {Noun}", "the map does not say how to read {Noun}"},
	"error.map_field_unknown":       {"映射文件：{Noun} 没有字段 {Field}", "map: {Noun} have no field {Field}"},
	"error.map_field_missing":       {"映射文件：{Noun} 缺少字段 {Field}", "map: {Noun} need the field {Field}"},
	"error.map_decimal":             {"映射文件：decimal 应为 . 或 ,", "map: decimal is . or ,"},
	"error.map_rate":                {"映射文件：币种 {Currency} 的汇率应为正数，最多六位小数", "map: the rate of {Currency} must be positive, with six decimals at most"},
	"error.noun_unknown":            {"不能导入 {Noun}", "cannot import {Noun}"},
	"error.no_settlement_policies":  {"账簿里还没有账期政策", "the book has no settlement policies yet"},
	"error.request_key_required":    {"缺少唯一标识", "a unique key is missing"},
	"error.duplicate":               {"与账簿中已有的记录重复", "the book has this already"},
}

// Reason is an error in words; other languages than zh-CN get English. An
// error without a text of its own is given by its key.
func Reason(e *models.Error, lang string) string {
	texts, ok := reasons[e.Message]
	if !ok {
		return strings.TrimPrefix(e.Message, "error.")
	}
	text := texts[1]
	if lang == "zh-CN" {
		text = texts[0]
	}
	for k, v := range e.Params {
		text = strings.ReplaceAll(text, "{"+k+"}", fmt.Sprint(v))
	}
	return text
}
