import CKernels

/// Between planes [B, C, H, W] and groups [B, ceil(C / 8), H, W, 8], at the edges of what is computed.
public enum GroupedMap {
  /// The floats of `images` grouped maps.
  public static func count(images: Int, channels: Int, pixels: Int) -> Int {
    images * groupedChannels(channels) * pixels
  }

  /// Groups from planes; the channels that fill the last group become zero.
  public static func groups(
    fromPlanes planes: UnsafePointer<Float>, images: Int, channels: Int, pixels: Int,
    into groups: UnsafeMutablePointer<Float>
  ) {
    for plane in 0..<images * channelGroups(channels) {
      let (image, group) = plane.quotientAndRemainder(dividingBy: channelGroups(channels))
      ck_planes_to_group(
        planes + (image * channels + group * channelGroup) * pixels, pixels,
        min(channelGroup, channels - group * channelGroup), groups + plane * pixels * channelGroup)
    }
  }

  /// Planes from groups.
  public static func planes(
    fromGroups groups: UnsafePointer<Float>, images: Int, channels: Int, pixels: Int,
    into planes: UnsafeMutablePointer<Float>
  ) {
    for plane in 0..<images * channelGroups(channels) {
      let (image, group) = plane.quotientAndRemainder(dividingBy: channelGroups(channels))
      ck_group_to_planes(
        groups + plane * pixels * channelGroup, nil, nil, 0, pixels,
        min(channelGroup, channels - group * channelGroup),
        planes + (image * channels + group * channelGroup) * pixels)
    }
  }
}
