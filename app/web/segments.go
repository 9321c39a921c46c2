package web

import "assay/models"

// SegmentText names a segment, or whom a rule is for, in words; what is neither is
// shown as it is. say finds the words in the reader's language.
func SegmentText(say func(key string, params ...any) string, segment string) string {
	label := models.SegmentLabel(segment)
	if label.Key == "" {
		return label.Name
	}
	return say(label.Key, "Name", label.Name)
}
