#pragma once
#include "convolution.h"
#include "product.h"
#include "maps.h"
#include "optimizer.h"
#include "pause.h"
#include "layout.h"
#include "neighbours.h"
