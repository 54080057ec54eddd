// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ReadAhead: a byte source that reads another one on a thread of its own, a
// bounded amount ahead of whoever reads it. For sources whose bytes take work
// to make, above all members of zips. Bytes, errors and their places are those
// of the other source.
//
// Threading: like any source it belongs to one thread. Its own thread begins
// with the first read and ends before the source does.

#ifndef MILLRACE_PIPELINE_SOURCE_READ_AHEAD_SOURCE_H_
#define MILLRACE_PIPELINE_SOURCE_READ_AHEAD_SOURCE_H_

#include <memory>

#include "pipeline/batch/stage_clock.h"
#include "pipeline/source/byte_source.h"

namespace millrace {

// `clock` adds up how long the source's thread works; it may be null.
std::unique_ptr<ByteSource> ReadAhead(std::unique_ptr<ByteSource> source,
                                      StageClock* clock);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SOURCE_READ_AHEAD_SOURCE_H_
