print("earsight")
