// Design-time only: `dotnet ef migrations add` asks this project for a context. README.md of src/Shared/Store gives the commands.
return;
