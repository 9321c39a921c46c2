package web

import "strings"

// mark is what a browser or system writes into its name, and what people call
// it. The first that fits wins: most name others as well.
type mark struct{ sign, name string }

var browsers = []mark{{"MicroMessenger/", "微信 WeChat"}, {"DingTalk/", "DingTalk"}, {"EdgA/", "Edge"}, {"EdgiOS/", "Edge"}, {"Edg/", "Edge"}, {"OPR/", "Opera"},
	{"SamsungBrowser/", "Samsung Internet"}, {"HuaweiBrowser/", "Huawei Browser"}, {"MiuiBrowser/", "Mi Browser"}, {"QQBrowser/", "QQ Browser"}, {"UCBrowser/", "UC Browser"},
	{"FxiOS/", "Firefox"}, {"Firefox/", "Firefox"}, {"CriOS/", "Chrome"}, {"HeadlessChrome/", "Chrome"}, {"Chrome/", "Chrome"}, {"Version/", "Safari"}, {"curl/", "curl"}}

var systems = []mark{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"HarmonyOS", "HarmonyOS"}, {"Android", "Android"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"},
	{"Macintosh", "macOS"}, {"Linux", "Linux"}}

// Device is a browser's long name as people say it: the browser with its
// version, and the system. It is empty when neither is known.
func Device(agent string) string {
	var parts []string
	for _, b := range browsers {
		if _, after, ok := strings.Cut(agent, b.sign); ok {
			version, _, _ := strings.Cut(after, ".")
			parts = append(parts, strings.TrimSpace(b.name+" "+digits(version)))
			break
		}
	}
	for _, s := range systems {
		if strings.Contains(agent, s.sign) {
			parts = append(parts, s.name)
			break
		}
	}
	return strings.Join(parts, " · ")
}

// digits is the leading number of a version, of at most four figures.
func digits(s string) string {
	end := 0
	for end < len(s) && end < 4 && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	return s[:end]
}
