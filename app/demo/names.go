package demo

import (
	"fmt"
	"math/rand/v2"
)

// city is where agents are; its code opens theirs.
type city struct{ code, zh, en, area string }

// region is a sales region with its cities.
type region struct {
	code, zh, en string
	cities       []city
}

var regions = []region{
	{"east", "华东", "East China", []city{{"HZ", "杭州", "Hangzhou", "0571"}, {"SH", "上海", "Shanghai", "021"}, {"NJ", "南京", "Nanjing", "025"}, {"SU", "苏州", "Suzhou", "0512"},
		{"NB", "宁波", "Ningbo", "0574"}, {"HF", "合肥", "Hefei", "0551"}, {"QD", "青岛", "Qingdao", "0532"}, {"WX", "无锡", "Wuxi", "0510"}, {"XM", "厦门", "Xiamen", "0592"}}},
	{"south", "华南", "South China", []city{{"GZ", "广州", "Guangzhou", "020"}, {"SZ", "深圳", "Shenzhen", "0755"}, {"FS", "佛山", "Foshan", "0757"}, {"DG", "东莞", "Dongguan", "0769"},
		{"NN", "南宁", "Nanning", "0771"}, {"HK", "海口", "Haikou", "0898"}}},
	{"north", "华北", "North China", []city{{"BJ", "北京", "Beijing", "010"}, {"TJ", "天津", "Tianjin", "022"}, {"SJ", "石家庄", "Shijiazhuang", "0311"}, {"TY", "太原", "Taiyuan", "0351"}, {"TS", "唐山", "Tangshan", "0315"}}},
	{"central", "华中", "Central China", []city{{"WH", "武汉", "Wuhan", "027"}, {"CS", "长沙", "Changsha", "0731"}, {"ZZ", "郑州", "Zhengzhou", "0371"}, {"LY", "洛阳", "Luoyang", "0379"}, {"YC", "宜昌", "Yichang", "0717"}}},
	{"southwest", "西南", "Southwest China", []city{{"CD", "成都", "Chengdu", "028"}, {"CQ", "重庆", "Chongqing", "023"}, {"KM", "昆明", "Kunming", "0871"}, {"GY", "贵阳", "Guiyang", "0851"}}},
	{"northwest", "西北", "Northwest China", []city{{"XA", "西安", "Xi'an", "029"}, {"LZ", "兰州", "Lanzhou", "0931"}, {"YN", "银川", "Yinchuan", "0951"}, {"XN", "西宁", "Xining", "0971"}}},
	{"northeast", "东北", "Northeast China", []city{{"SY", "沈阳", "Shenyang", "024"}, {"DL", "大连", "Dalian", "0411"}, {"CC", "长春", "Changchun", "0431"}, {"HB", "哈尔滨", "Harbin", "0451"}}},
}

// regionShare is how the agents spread over the regions, in percent.
var regionShare = []int{28, 21, 14, 12, 11, 6, 8}

var shopWords = []struct{ zh, en string }{
	{"瑞祥", "Ruixiang"}, {"福盛", "Fusheng"}, {"金缘", "Jinyuan"}, {"恒昌", "Hengchang"}, {"鼎盛", "Dingsheng"}, {"嘉禾", "Jiahe"}, {"宝源", "Baoyuan"}, {"永泰", "Yongtai"},
	{"德润", "Derun"}, {"荣华", "Ronghua"}, {"锦绣", "Jinxiu"}, {"华辰", "Huachen"}, {"玉琢", "Yuzhuo"}, {"庆丰", "Qingfeng"}, {"祥云", "Xiangyun"}, {"聚宝", "Jubao"},
	{"明月", "Mingyue"}, {"和美", "Hemei"}, {"千禧", "Qianxi"}, {"臻品", "Zhenpin"}, {"凤仪", "Fengyi"}, {"珑玥", "Longyue"}, {"星悦", "Xingyue"}, {"尚美", "Shangmei"},
	{"隆兴", "Longxing"}, {"万福", "Wanfu"}, {"吉祥", "Jixiang"}, {"佳缘", "Jiayuan"}, {"信诚", "Xincheng"}, {"盈泰", "Yingtai"}, {"富康", "Fukang"}, {"昌隆", "Changlong"},
	{"美辰", "Meichen"}, {"悦禾", "Yuehe"}, {"金尊", "Jinzun"}, {"百福", "Baifu"}, {"同庆", "Tongqing"}, {"长乐", "Changle"}, {"安和", "Anhe"}, {"天宝", "Tianbao"},
}

var shopKinds = []struct{ zh, en string }{
	{"珠宝", "Jewellery"}, {"金店", "Gold Shop"}, {"珠宝行", "Jewellers"}, {"金行", "Goldsmiths"}, {"黄金珠宝", "Gold & Jewellery"}, {"首饰", "Ornaments"},
}

var streets = []string{"解放路", "中山路", "人民路", "建设路", "和平路", "文化路", "新华路", "朝阳路", "滨江路", "长江路", "胜利街", "步行街"}

var (
	surnames = []rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕")
	givens   = []string{"建国", "志强", "丽华", "秀英", "伟", "芳", "敏", "静", "磊", "洋", "艳", "勇", "娟", "涛", "明", "超", "秀兰", "霞", "平", "桂英", "文博", "晓燕", "海燕", "立军", "春梅", "玉兰", "思远", "雨桐", "子涵", "浩然"}
	banks    = []string{"中国工商银行", "中国建设银行", "中国农业银行", "中国银行", "招商银行", "交通银行", "浦发银行", "兴业银行"}
)

func person(r *rand.Rand) string { return string(pick(r, surnames)) + pick(r, givens) }

// phone and the other numbers are made so that none can belong to anybody:
// 100 opens no mobile number.
func phone(r *rand.Rand) string { return fmt.Sprintf("100%08d", r.IntN(100_000_000)) }

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// weighted picks an index by weights.
func weighted(r *rand.Rand, weights []int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := r.IntN(sum)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	return len(weights) - 1
}
