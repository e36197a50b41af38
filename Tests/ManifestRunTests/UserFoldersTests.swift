import Testing

@testable import manifest_run

struct UserFoldersTests {
  private func folders(_ variables: [String: String], home: String? = nil) -> UserFolders {
    UserFolders({ variables[$0] }, accountHome: { home })
  }

  @Test(
    arguments: [
      (["HOME": "/h"], "/h/.config/manifest-run", "/h/.local/state/manifest-run"),
      ([:], "/account/.config/manifest-run", "/account/.local/state/manifest-run"),
      (["HOME": ""], "/account/.config/manifest-run", "/account/.local/state/manifest-run"),
      (["HOME": "h"], "/account/.config/manifest-run", "/account/.local/state/manifest-run"),
      (
        ["HOME": "/h", "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": ""], "/h/.config/manifest-run",
        "/h/.local/state/manifest-run"
      ),
      (
        ["HOME": "/h", "XDG_CONFIG_HOME": "cfg", "XDG_STATE_HOME": "./s"],
        "/h/.config/manifest-run", "/h/.local/state/manifest-run"
      ),
      (
        ["HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s"], "/c/manifest-run",
        "/s/manifest-run"
      ),
    ] as [([String: String], String, String)]
  )
  func `a variable counts where it is an absolute path`(
    variables: [String: String],
    settings: String,
    state: String
  ) {
    let folders = folders(variables, home: "/account")
    #expect(folders.settings == settings)
    #expect(folders.state == state)
  }

  @Test(arguments: [nil, "", "home"])
  func `without a home there is no folder, and never a shared one`(home: String?) {
    let folders = folders(["TMPDIR": "/shared"], home: home)
    #expect(folders.settings == nil)
    #expect(folders.state == nil)
    #expect(folders.temporary == "/shared")
  }

  @Test(arguments: ["", "here"])
  func `temporary files are in no folder that depends on the current one`(variable: String) {
    #expect(folders(["TMPDIR": variable]).temporary == "/tmp")
  }
}
