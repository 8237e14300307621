// Each test starts three programs of its own: two cores carry one such world at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
