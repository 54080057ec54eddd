// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Every limit of the pipeline, by name and with its reason. Over a limit is
// refused with the limit's name, never truncated. What a user may tune is an
// option with one of these as its default; what cannot be tuned is a law of
// the contract or of a stored format.

#ifndef MILLRACE_LIMITS_H_
#define MILLRACE_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace millrace {

// Contract (d): the domain's own cap on the columns of an upload.
inline constexpr size_t kColumnCountMax = 50;

// Contract (b.1): characters (Unicode scalar values) of a job's description.
inline constexpr size_t kDescriptionScalarsMax = 255;

// Contract (b.6), (l.8): KB of 1,000 bytes, the largest size of a result file.
inline constexpr int64_t kResultFileSizeKbMin = 5000;
inline constexpr int64_t kResultFileSizeKbMax = 100000;
inline constexpr int64_t kResultFileSizeKbDefault = 5000;

// Contract (m.14): a row's bytes without its line end. A default; tests and
// users may set another, always below the chunk.
inline constexpr size_t kRowBytesMaxDefault = size_t{64} * 1024;

// Contract (m.15): what is kept of a row over the limit.
inline constexpr size_t kLongRowBytesKept = size_t{4} * 1024;

// Bytes of upload that travel through the pipeline as one batch: large enough
// that per-batch costs vanish, small enough to stay in a core's cache.
inline constexpr size_t kChunkBytesDefault = size_t{1024} * 1024;

// Rows of a batch. A chunk of very short rows would need room for its rows
// times its columns cells: 50 columns times this many are 13 MB.
inline constexpr size_t kBatchRowsMax = size_t{32} * 1024;

// Unpacked bytes of a zip's member for each packed one. Uploads of people have
// 3 to 20, deflate itself ends at 1,032: above this one, a member is a bomb,
// unless it is too small to matter. The ratio is a default.
inline constexpr uint64_t kZipRatioMaxDefault = 200;
inline constexpr uint64_t kZipRatioBytesFree = uint64_t{64} * 1024 * 1024;

// Spare bytes after a chunk, so that wide loads may run past its end.
inline constexpr size_t kChunkPaddingBytes = 64;

// Bytes before a checkpoint whose hash is compared on resume (contract m.11).
inline constexpr size_t kFingerprintBytes = size_t{64} * 1024;

// Memory for the run being gathered and the run being committed together.
inline constexpr size_t kRunBudgetBytesDefault = size_t{256} * 1024 * 1024;
inline constexpr size_t kRunBudgetBytesMin = size_t{64} * 1024;

// A primary key that is text (contract m.2).
inline constexpr size_t kKeyTextBytesMax = 255;

// Mapping types in one job, and field value mappings in one mapping type:
// both far above any real job; they bound the plan and outcome codes.
inline constexpr size_t kMappingCountMax = 100;
inline constexpr size_t kFieldMappingCountMax = 200;

// Entries of one value translation (contract b.5).
inline constexpr size_t kValueMapEntryMax = 10000;

// A job spec and a catalogue, as JSON.
inline constexpr size_t kJobSpecBytesMax = size_t{4} * 1024 * 1024;
inline constexpr size_t kCatalogueBytesMax = size_t{16} * 1024 * 1024;
inline constexpr size_t kJsonDepthMax = 32;

// JSON values (members, elements) in one of them: what bounds the memory that
// text made of nothing but brackets and commas can ask for.
inline constexpr size_t kJobSpecValuesMax = 500000;
inline constexpr size_t kCatalogueValuesMax = 2000000;

// Defects reported at once: more help nobody.
inline constexpr size_t kSpecDefectCountMax = 100;

// Resource types of a catalogue, and fields of one mapping type: both are
// stored as one byte with room to spare.
inline constexpr size_t kResourceTypeCountMax = 200;
inline constexpr size_t kFieldCountMax = 250;

// Bytes of a name in a catalogue.
inline constexpr size_t kCatalogueNameBytesMax = 100;

// Default length of a text field, in Unicode scalar values, when the
// catalogue gives none.
inline constexpr size_t kFieldScalarsMaxDefault = 4000;

// More workers than this only cost memory.
inline constexpr int kWorkerCountMax = 256;

}  // namespace millrace

#endif  // MILLRACE_LIMITS_H_
