package main

import (
	"context"
	"fmt"

	"assay/app/auth"
	"assay/models"
)

type userCmd struct {
	Add userAddCmd `cmd:"" help:"Add a user; prints a password made at random, once."`
}

type userAddCmd struct {
	Login string           `arg:"" help:"What the person signs in with."`
	Name  string           `required:"" help:"The person's name."`
	Role  models.Role      `required:"" enum:"agent_owner,agent_buyer,store_staff,store_manager,finance,finance_manager,sales,sales_manager,admin" help:"The role."`
	Scope models.ScopeKind `default:"all" enum:"all,region,agent,store" help:"How far the role reaches."`
	ID    int64            `help:"The id of the region, agent or store."`
	Lang  string           `default:"zh-CN" enum:"zh-CN,en" help:"The language."`
}

// Run adds the user.
func (u *userAddCmd) Run(ctx context.Context, c *Config) error {
	a, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer a.DB.Close()
	password := auth.RandomPassword()
	_, err = a.Auth.AddUser(ctx, models.System, auth.NewUser{Login: u.Login, Name: u.Name, Password: password, Lang: u.Lang,
		Grants: []models.UserGrant{{Role: u.Role, ScopeKind: u.Scope, ScopeID: u.ID}}})
	if err != nil {
		return err
	}
	fmt.Printf("login:    %s\npassword: %s\n", u.Login, password)
	return nil
}
