#!/usr/bin/env bash
# Makes sessions/quickstart, the session that `earsight` opens where there is no other: the demo trained
# with two seeds, everything computed that the screens show, named and noted, without its videos (they
# are made again from their seed when they are looked at). About half an hour on two cores.
#
#   bash Sources/quickstart.sh [FOLDER]     FOLDER keeps the whole session; it is gone on with if it is there
set -euo pipefail
cd "$(dirname "$0")/.."
bash Sources/setup.sh
swift build -c release --product earsight
earsight=.build/release/earsight
export EARSIGHT_SESSIONS=${1:-$(mktemp -d)}

for seed in 2 3; do "$earsight" demo --headless --minutes 10 --seed "$seed" --session quickstart; done
for run in seed-2 seed-3; do
  for split in test all; do
    of=(quickstart --run "$run" --split "$split")
    "$earsight" index "${of[@]}"
    "$earsight" index "${of[@]}" --random
    "$earsight" prefer "${of[@]}"
    for modality in audio vision; do
      "$earsight" kmeans "${of[@]}" --modality "$modality" --clusters 12
      "$earsight" kmeans "${of[@]}" --modality "$modality" --clusters 12 --random
      "$earsight" tsne "${of[@]}" --modality "$modality"
      "$earsight" tsne "${of[@]}" --modality "$modality" --random
    done
  done
  for modality in audio vision; do
    "$earsight" kmeans quickstart --run "$run" --modality "$modality" --clusters 12 --checkpoints
    "$earsight" tsne quickstart --run "$run" --modality "$modality" --checkpoints
  done
  "$earsight" hard quickstart --run "$run"
done
"$earsight" run quickstart Sources/quickstart.script --keep-view

rm -rf sessions/quickstart
"$earsight" export quickstart session --output sessions/quickstart --shipped \
  'A session that comes with earsight: `earsight` opens a copy of it. Made by `bash Sources/quickstart.sh`.'
du -sh sessions/quickstart
