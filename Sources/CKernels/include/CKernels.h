#pragma once
#include "convolution.h"
#include "normalisation.h"
#include "optimizer.h"
#include "pause.h"
