// One empty machine and one publish serve all: two cores carry one of each.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
