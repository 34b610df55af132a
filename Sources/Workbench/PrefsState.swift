/// How the screen Prefs looks.
public struct PrefsState: Sendable {
  /// As it is at first.
  public init() {}
}
