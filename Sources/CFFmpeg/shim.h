#pragma once
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/channel_layout.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
#include <errno.h>
#include <string.h>

// What Swift cannot import (macros with casts) and what differs between FFmpeg 5.1 and 7.

static inline int64_t earsight_no_timestamp(void) { return AV_NOPTS_VALUE; }
static inline int earsight_error_eof(void) { return AVERROR_EOF; }
static inline int earsight_error_again(void) { return AVERROR(EAGAIN); }

static inline int earsight_scale_bilinear(void) { return SWS_BILINEAR; }
static inline int earsight_scale_accurate(void) {
  return SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT;
}

typedef struct SwsContext *EarsightScaler;
typedef struct SwrContext *EarsightResampler;

static inline void earsight_discard_log(void *context, int level, const char *format, va_list arguments) {
  (void)context, (void)level, (void)format, (void)arguments;
}

static inline void earsight_silence_log(void) {
  av_log_set_level(AV_LOG_QUIET);
  av_log_set_callback(earsight_discard_log);
}

static int earsight_refuse_open(AVFormatContext *context, AVIOContext **io, const char *url, int flags, AVDictionary **options) {
  (void)context, (void)io, (void)url, (void)flags, (void)options;
  return AVERROR(EPERM);
}

// A playlist or reference inside a file opens nothing else.
static inline void earsight_refuse_nested_files(AVFormatContext *context) {
  context->io_open = earsight_refuse_open;
}

// The stream's display matrix (9 numbers), or NULL.
static inline const int32_t *earsight_display_matrix(const AVStream *stream) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102)
  const AVPacketSideData *side = av_packet_side_data_get(
      stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data,
      AV_PKT_DATA_DISPLAYMATRIX);
  return side && side->size >= 36 ? (const int32_t *)side->data : NULL;
#else
  size_t size = 0;
  const uint8_t *data = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
  return data && size >= 36 ? (const int32_t *)data : NULL;
#endif
}

// Gives the stream to be written a display matrix; 0 on success.
static inline int earsight_set_rotation(AVStream *stream, double degrees) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102)
  AVPacketSideData *side = av_packet_side_data_new(
      &stream->codecpar->coded_side_data, &stream->codecpar->nb_coded_side_data,
      AV_PKT_DATA_DISPLAYMATRIX, 36, 0);
  int32_t *matrix = side ? (int32_t *)side->data : NULL;
#else
  int32_t *matrix = (int32_t *)av_stream_new_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, 36);
#endif
  if (!matrix) return -1;
  av_display_rotation_set(matrix, degrees);
  return 0;
}

// The frame's duration in its stream's time base, 0 when unknown.
static inline int64_t earsight_frame_duration(const AVFrame *frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 30, 100)
  return frame->duration;
#else
  return frame->pkt_duration;
#endif
}

static inline int earsight_error_text(int error, char *text, size_t size) {
  return av_strerror(error, text, size);
}

// Scales a whole frame into another; the rows written.
static inline int earsight_scale(struct SwsContext *scaler, const AVFrame *from, AVFrame *to) {
  return sws_scale(scaler, (const uint8_t *const *)from->data, from->linesize, 0, from->height,
                   to->data, to->linesize);
}
