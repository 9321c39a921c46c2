package models

// NameIn picks the name of what is called something in Chinese and in English.
// Where the language has none, the other one stands in.
func NameIn(lang, zh, en string) string {
	if lang == "en" && en != "" || zh == "" {
		return en
	}
	return zh
}
