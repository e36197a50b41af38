/// What Git LFS leaves in place of a large file that it has not fetched.
package enum LargeFilePointer {
  /// How every pointer begins (git-lfs, docs/spec.md).
  package static let beginning = Array("version https://git-lfs.github.com/spec/".utf8)

  /// What a pointer is, as the end of a sentence about the file.
  package static let message = "is only a pointer of Git LFS to the file"

  /// What to do about it.
  package static let advice = "fetch the file with 'git lfs pull'"
}
