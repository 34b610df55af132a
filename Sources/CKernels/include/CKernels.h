#pragma once
#include "pause.h"
